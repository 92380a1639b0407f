import Analytics
import FeatureFlags
import JSON
import SQLiteEngine
import Synchronization
import Testing

/// Several processes on one store; two engines share nothing but the file, as two processes do.
struct FlagsSharingTests {
    private static let journals: [SQLiteEngineConfiguration.Journal] = [.automatic, .rollback]

    private static func engines(
        _ count: Int, _ directory: TemporaryDirectory, _ journal: SQLiteEngineConfiguration.Journal
    ) throws -> [SQLiteEngine] {
        let configuration = SQLiteEngineConfiguration(busyTimeoutSeconds: 60, journal: journal)
        return try (0..<count).map { _ in try EngineFixture.open(directory, configuration) }
    }

    @Test(arguments: journals)
    func everyEngineSeesAWriteOfAnotherAtOnce(_ journal: SQLiteEngineConfiguration.Journal) async throws {
        let directory = TemporaryDirectory()
        let engines = try Self.engines(3, directory, journal)
        try await engines[0].create("a", rollout: 0)
        for round in 1...30 {
            let writer = engines[round % 3]
            try await writer.update("a", FlagsFixture.rollout(Int64(round)))
            for engine in engines { #expect(try await engine.rollout("a") == Double(round)) }
        }
    }

    @Test(arguments: journals)
    func eventsOfAnotherEngineDoNotHideAWrite(_ journal: SQLiteEngineConfiguration.Journal) async throws {
        let directory = TemporaryDirectory()
        let engines = try Self.engines(2, directory, journal)
        try await engines[0].create("a", rollout: 0)
        let version = try await engines[1].snapshot().flags.version
        for number in UInt64(0)..<10 {
            try await engines[0].store([EngineFixture.event(number)])
            #expect(try await engines[1].snapshot().flags.version == version)
        }
        try await engines[0].update("a", FlagsFixture.rollout(7))
        try await engines[0].store([EngineFixture.event(100)])
        #expect(try await engines[1].rollout("a") == 7)
    }

    @Test func aSetThatDidNotChangeIsNotCompiledAgain() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.create("a")
        let first = try await engine.snapshot().flags
        try await engine.store([EngineFixture.event(1)])
        try await engine.recordEvaluations(["a": 1], at: EngineFixture.noon)
        #expect(try await engine.snapshot().flags === first)
        try await engine.update("a", FlagPatch(name: "x"))
        #expect(try await engine.snapshot().flags !== first)
    }

    @Test(arguments: journals)
    func ofWritersInSeveralProcessesExactlyOneWins(_ journal: SQLiteEngineConfiguration.Journal) async throws {
        let directory = TemporaryDirectory()
        let engines = try Self.engines(3, directory, journal)
        try await engines[0].create("a")
        for round in Int64(1)...10 {
            let outcomes = await withTaskGroup(of: FlagStoreError?.self) { group in
                for (number, engine) in engines.enumerated() {
                    group.addTask {
                        do {
                            try await engine.update("a", FlagPatch(name: "\(round) \(number)"), expecting: round)
                            return nil
                        } catch {
                            return error as? FlagStoreError ?? .failed("\(error)")
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            let winner = try await engines[0].flag(key: "a")
            #expect(winner?.version == round + 1)
            for case let error? in outcomes {
                guard case .stale(let current) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(current == winner)
            }
        }
    }

    private final class Progress: Sendable {
        let isWriting = Atomic(true)
    }

    @Test func readersSeeNoHalfOfAWriteAndNoStepBack() async throws {
        let directory = TemporaryDirectory()
        let engines = try Self.engines(2, directory, .automatic)
        try await engines[0].create("a", rollout: 0)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { progress.isWriting.store(false, ordering: .releasing) }
                for round in Int64(1)...40 { try await engines[0].update("a", FlagsFixture.rollout(round)) }
            }
            for _ in 0..<3 {
                group.addTask {
                    var last = 0.0
                    while progress.isWriting.load(ordering: .acquiring) {
                        let flag = try await engines[1].snapshot().flags["a"]
                        let now = flag?.filters.groups.first?.rolloutPercentage ?? -1
                        #expect(now >= last)
                        #expect(flag?.version == Int64(now) + 1)
                        last = now
                        await Task.yield()
                    }
                    #expect(try await engines[1].rollout("a") == 40)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func flagsAreThereAfterReopening() async throws {
        let directory = TemporaryDirectory()
        let first = try EngineFixture.open(directory)
        let flag = try await first.create("a")
        try await first.recordEvaluations(["a": 2], at: EngineFixture.noon)
        let version = try await first.snapshot().flags.version
        try first.close()
        let second = try EngineFixture.open(directory)
        #expect(try await second.snapshot().flags["a"] == flag)
        #expect(try await second.snapshot().flags.version == version)
        #expect(try await second.usage()["a"]?.evaluations == 2)
        #expect(try await second.history(key: "a", limit: 9, before: nil).count == 1)
    }

    @Test func aClosedStoreGivesNoFlags() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.create("a")
        _ = try await engine.snapshot()
        try engine.close()
        await #expect(throws: FlagStoreError.self) { try await engine.snapshot() }
        await #expect(throws: FlagStoreError.self) { try await engine.flag(key: "a") }
        await #expect(throws: FlagStoreError.self) { try await engine.update("a", FlagPatch(name: "x")) }
    }
}
