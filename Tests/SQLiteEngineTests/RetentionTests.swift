import Analytics
import SQLiteEngine
import Testing

struct RetentionTests {
    /// A transaction costs a flush to disk, and most users have few old events each.
    @Test func oldEventsOfManyUsersShareTransactions() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store((1...1_200).map { EngineFixture.event($0, of: "u\($0)") })
        try await engine.store((2_001...2_700).map { EngineFixture.event($0, of: "u7") })
        try await engine.store([EngineFixture.event(0, of: "u7")])
        let before = engine.statistics.transactions
        #expect(try await engine.deleteEvents(before: EngineFixture.noon) == 1_900)
        #expect(engine.statistics.transactions - before < 10)
        #expect(try await EngineFixture.count(engine, of: "u7") == 1)
        #expect(try await EngineFixture.count(engine, of: "u1200") == 0)
        #expect(try await engine.integrityProblems() == ["ok"])
    }
}
