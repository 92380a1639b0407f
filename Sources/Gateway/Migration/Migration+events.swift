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

    mutating func send(_ events: [CapturedEvent]) async throws(MigrationError) {
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
