import Analytics
import JSON
import Logging

@testable import PostHogEngine

/// Events and outboxes for tests.
enum OutboxFixture {
    static let quick = OutboxSettings(batchEvents: 100, linger: .zero)

    static func events(_ numbers: Range<UInt64>, text: String = "") -> [CapturedEvent] {
        numbers.map { number in
            CapturedEvent(
                uuid: EventID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number), event: "e\(number)",
                distinctID: "u1",
                timestamp: Timestamp(seconds: 1_795_132_800).advanced(byMicroseconds: Int64(number)),
                properties: ["n": .integer(Int64(number)), "text": .string(text)])
        }
    }

    static func open(
        _ directory: TemporaryDirectory, _ sender: any EventSender, _ settings: OutboxSettings = quick,
        project: @escaping Outbox.Project = { "https://posthog.test 1" }
    ) throws -> Outbox {
        try Outbox(
            directory: directory.path, settings: settings, project: project, sender: sender,
            logger: Logger(label: "test"))
    }

    static func numbers(_ entries: [OutboxEntry]) -> [Int64] {
        entries.compactMap { (try? JSON(parsing: $0.body))?["properties"]?["n"]?.int64Value }
    }
}

extension Outbox {
    /// Waits until the statistics are as a test wants them.
    func wait(until isReached: @Sendable (OutboxStatistics) -> Bool) async throws -> OutboxStatistics {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .seconds(60))
        while true {
            let statistics = try await statistics()
            if isReached(statistics) || clock.now > deadline { return statistics }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
