import Analytics
import PostHogEngine
import SQLiteEngine

extension Migration {
    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(10)
    /// How many differences are listed.
    private static let maximumListed = 50

    /// Compares the counts of events by UTC day and name.
    /// - Parameter patience: how long to wait for what PostHog lacks; windows that lack nothing are not asked again.
    func compare(within patience: Duration) async throws(MigrationError) -> CountComparison {
        let wanted = try await storing { source throws(EventStoreError) in try source.dailyCounts() }
        let counts = DailyEventCounts(client: target.client)
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: patience)
        var pause = Self.firstPause
        var found: [DailyEventCount] = []
        var open = MigrationWindows.windows(of: wanted.map(\.day))
        while true {
            var stillOpen: [TimeWindow] = []
            for window in open {
                let answer = try await storing { _ throws(EventStoreError) in
                    try await counts.counts(in: window, apartFrom: MigrationEvents.library)
                }
                found.removeAll { window.contains($0.day) }
                found += answer
                let inWindow = wanted.filter { window.contains($0.day) }
                if !CountComparison(source: inWindow, target: answer).missing.isEmpty { stillOpen.append(window) }
            }
            open = stillOpen
            guard !open.isEmpty, clock.now.advanced(by: pause) <= deadline else { break }
            console.show(at: clock.now) { "waiting until PostHog shows what it has taken" }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
        return CountComparison(source: wanted, target: found)
    }

    func report(_ comparison: CountComparison) {
        let (missing, additional) = (comparison.missing, comparison.additional)
        if !missing.isEmpty {
            console.say("Counts differ on \(missing.count) of \(comparison.compared) days and events:")
            for difference in missing.prefix(Self.maximumListed) { console.say("  \(difference)") }
            if missing.count > Self.maximumListed { console.say("  and \(missing.count - Self.maximumListed) more") }
        } else if additional.isEmpty {
            console.say("Counts are equal on all \(comparison.compared) days and events")
        } else {
            console.say("Nothing is missing on all \(comparison.compared) days and events")
        }
        guard let first = additional.first else { return }
        let others = additional.count > 1 ? ", and so on \(additional.count - 1) others" : ""
        console.say("Captured by PostHog besides: \(first)\(others)")
    }
}

extension CountComparison.Difference: CustomStringConvertible {
    var description: String { "\(day.day)  \(event)  here \(source), PostHog \(target)" }
}
