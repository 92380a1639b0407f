import Analytics
import SQLiteEngine

extension Migration {
    /// How many of the events that PostHog does not take are named.
    private static let maximumNamed = 20

    private var sender: MigrationSender {
        MigrationSender(client: target.client, token: target.token) { [console] in console.complain($0) }
    }

    /// Sends the events in the order they were stored, since merges of persons mean the same only in that order.
    mutating func moveEvents(total: Int) async throws(MigrationError) {
        let clock = ContinuousClock()
        let meter = MigrationMeter(total: total, startedAt: clock.now)
        var done = 0
        while true {
            let page = try await storing { [progress] source throws(EventStoreError) in
                try source.arrivals(after: progress.place, limit: MigrationBatches.maximumMessages)
            }
            let messages = page.map { MigrationMessage($0.event) }
            for range in MigrationBatches.ranges(of: messages) {
                note(try await sender.send(messages[range]))
                progress.place = page[range.upperBound - 1].place
                progress.sentEvents += range.count
                // What persons and groups are may have changed with them.
                progress.personPosition = nil
                progress.personsAreDone = false
                progress.groupsAreDone = false
                try file.keep(progress)
                done += range.count
                console.show(at: clock.now) { meter.line(done: done, at: clock.now) }
            }
            // Fewer than asked for: what a running gateway stores from now on is for another run.
            guard page.count == MigrationBatches.maximumMessages else { break }
        }
        guard done > 0 else { return }
        console.show(at: clock.now, isLast: true) { meter.line(done: done, at: clock.now) }
        console.say("Sent: \(done) events")
    }

    /// Sends what is set on persons, and which distinct ids are theirs; the newest events must have been sent before.
    mutating func movePersons() async throws(MigrationError) {
        guard !progress.personsAreDone else { return }
        var count = 0
        var cursor = progress.personPosition.map { PersonCursor(position: $0) }
        repeat {
            let place = cursor
            let page = try await storing { source throws(EventStoreError) in
                try await source.persons(
                    seenSince: Timestamp(microseconds: .min), includingGroups: false, after: place,
                    limit: MigrationBatches.maximumMessages)
            }
            let persons = try await storing { source throws(EventStoreError) in
                try await source.persons(distinctIDs: page.persons.map(\.distinctID))
            }
            try await send(
                persons.flatMap { person in
                    MigrationEvents.events(
                        for: person, at: person.lastSeen ?? person.firstSeen ?? Timestamp(microseconds: 0))
                })
            count += persons.count
            cursor = page.nextCursor
            progress.personPosition = cursor?.position
            progress.sentPersons += persons.count
            progress.personsAreDone = cursor == nil
            try file.keep(progress)
        } while cursor != nil
        console.say("Sent: what is known of \(count) persons")
    }

    mutating func moveGroups() async throws(MigrationError) {
        guard !progress.groupsAreDone else { return }
        var count = 0
        for type in try await storing({ source throws(EventStoreError) in try await source.groupTypes() }) {
            var cursor: String?
            repeat {
                let query = GroupQuery(typeIndex: type.index, limit: MigrationBatches.maximumMessages, cursor: cursor)
                let page = try await storing { source throws(EventStoreError) in
                    try await source.groups(matching: query)
                }
                try await send(page.groups.map(MigrationEvents.event))
                count += page.groups.count
                cursor = page.nextCursor
            } while cursor != nil
        }
        progress.groupsAreDone = true
        try file.keep(progress)
        if count > 0 { console.say("Sent: \(count) groups") }
    }

    private mutating func send(_ events: [CapturedEvent]) async throws(MigrationError) {
        let messages = events.map { MigrationMessage($0) }
        for range in MigrationBatches.ranges(of: messages) { note(try await sender.send(messages[range])) }
    }

    private mutating func note(_ refusals: [MigrationSender.Refusal]) {
        guard !refusals.isEmpty else { return }
        hasLeftOut = true
        for refusal in refusals.prefix(Self.maximumNamed) {
            console.complain("left out \(refusal.message.event) \(refusal.message.uuid): \(refusal.reason)")
        }
        if refusals.count > Self.maximumNamed {
            console.complain("left out \(refusals.count - Self.maximumNamed) more events")
        }
    }
}
