import Analytics
import FeatureFlags
import JSON
import Logging
import Testing

@testable import PostHogEngine

/// How often flags are asked for.
extension FaultTests.Flags {
    @Test func capturedCallsAreCountedApartFromEvaluations() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory)
        _ = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        func call(_ key: JSON, _ number: UInt64) -> CapturedEvent {
            CapturedEvent(
                uuid: EventID(high: 7, low: number), event: "$feature_flag_called", distinctID: "u1",
                timestamp: FlagsFixture.later(Int64(number)), properties: ["$feature_flag": key])
        }
        let events = [call("a", 1), call("a", 2), call("typo", 3), call(7, 4)] + OutboxFixture.events(0..<3)
        let outbox = try OutboxFixture.open(directory, RecordingSender { _, _ in .unreachable("down") })
        let sink = CaptureSink(outbox: outbox, flags: store, logger: Logger(label: "test"))
        #expect(try await sink.accept(events) == 7)
        #expect(try await sink.accept(events) == 0)
        try await store.recordEvaluations(["a": 5], at: FlagsFixture.noon)
        #expect(
            try await store.usage() == [
                "a": FlagUsage(evaluations: 5, calls: 2, lastCalledAt: FlagsFixture.later(2))
            ])
        #expect(try await store.unknownKeys(limit: 9).map(\.key) == ["typo"])
        try await outbox.close()
        try await store.close()
    }
}
