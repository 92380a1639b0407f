import Analytics
import FeatureFlags
import JSON
import SQLiteEngine
import Testing

struct FlagsUsageTests {
    private static func call(_ key: String, _ number: UInt64) -> CapturedEvent {
        CapturedEvent(
            uuid: EventID(high: 2, low: number), event: "$feature_flag_called", distinctID: "u1",
            timestamp: EngineFixture.noon.advanced(byMicroseconds: Int64(number)),
            properties: ["$feature_flag": .string(key)])
    }

    @Test func aBatchOfInventedKeysCostsABoundedNumberOfRows() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        for batch in UInt64(0)..<4 {
            let first = batch * 1_000
            #expect(try await engine.store((first..<first + 1_000).map { Self.call("key-\($0)", $0) }) == 1_000)
        }
        let kept = try await engine.unknownKeys(limit: 10_000)
        #expect((1...1_000).contains(kept.count))
    }

    @Test func aChangeThatChangesNothingMakesNoVersion() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let flag = try await engine.create("a", rollout: 10)
        #expect(try await engine.update("a", FlagsFixture.rollout(10)) == flag)
        #expect(try await engine.revert(key: "a", to: 1, expectedVersion: nil, by: FlagsFixture.origin) == flag)
        #expect(try await engine.history(key: "a", limit: 9, before: nil).count == 1)
    }

    @Test func manyFlagsCanBeMadeAtOnce() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 { group.addTask { try await engine.create("flag-\(number)") } }
            try await group.waitForAll()
        }
        #expect(try await engine.snapshot().flags.flags.count == 100)
        #expect(engine.statistics.transactions < 100)
        #expect(engine.statistics.failedJobs == 0)
    }

    @Test func flagsAndEventsShareATransaction() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory, SQLiteEngineConfiguration(busyTimeoutSeconds: 120))
        let holder = try LockHolder(directory)
        try await engine.create("taken")
        try await holder.lock()
        let before = engine.statistics.transactions
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await engine.store([Self.call("taken", 10)]) }
            try await engine.waitUntilWriting()
            for number in UInt64(0)..<10 {
                group.addTask { _ = try await engine.store([Self.call("taken", number)]) }
                group.addTask { _ = try await engine.create("flag-\(number)") }
                group.addTask {
                    await #expect(throws: FlagStoreError.self) { try await engine.create("taken") }
                }
            }
            try await engine.waitForJobs(30)
            try await holder.unlock()
            try await group.waitForAll()
        }
        // The first caller alone, then all who came meanwhile.
        #expect(engine.statistics.transactions - before == 2)
        #expect(engine.statistics.failedJobs == 0)
        #expect(try await engine.snapshot().flags.flags.count == 11)
        #expect(try await engine.usage()["taken"]?.calls == 11)
    }
}
