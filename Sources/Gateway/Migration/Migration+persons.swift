import Analytics
import SQLiteEngine

/// The state of persons and groups. The newest events must have been sent before: they say most of it themselves.
///
/// A later run tells only what has changed here since an earlier one told it. Whatever else PostHog has by then is newer:
/// it was set there after the gateway had been started on PostHog.
extension Migration {
    /// Sends what is set on persons, and which distinct ids are theirs.
    mutating func movePersons() async throws(MigrationError) {
        var count = 0
        var cursor: PersonCursor?
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
            var events: [CapturedEvent] = []
            var told: [Person] = []
            for person in persons {
                let moved = try await storing { source throws(EventStoreError) in try source.moved(person) }
                let own = MigrationEvents.events(
                    for: person, moved: moved, at: person.lastSeen ?? person.firstSeen ?? Timestamp(microseconds: 0))
                guard !own.isEmpty else { continue }
                events += own
                told.append(person)
            }
            try await send(events)
            try await storing { [told] source throws(EventStoreError) in try await source.keepMoved(told) }
            count += told.count
            cursor = page.nextCursor
        } while cursor != nil
        if count > 0 { console.say("Sent: what is known of \(count) persons") }
    }

    /// Sends what is set on groups.
    mutating func moveGroups() async throws(MigrationError) {
        var count = 0
        for type in try await storing({ source throws(EventStoreError) in try await source.groupTypes() }) {
            var cursor: String?
            repeat {
                let query = GroupQuery(typeIndex: type.index, limit: MigrationBatches.maximumMessages, cursor: cursor)
                let page = try await storing { source throws(EventStoreError) in
                    try await source.groups(matching: query)
                }
                var events: [CapturedEvent] = []
                var told: [Group] = []
                for group in page.groups {
                    let moved = try await storing { source throws(EventStoreError) in try source.moved(group) }
                    guard let event = MigrationEvents.event(for: group, moved: moved) else { continue }
                    events.append(event)
                    told.append(group)
                }
                try await send(events)
                try await storing { [told] source throws(EventStoreError) in try await source.keepMoved(told) }
                count += told.count
                cursor = page.nextCursor
            } while cursor != nil
        }
        if count > 0 { console.say("Sent: \(count) groups") }
    }
}
