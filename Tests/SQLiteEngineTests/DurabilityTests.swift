import Analytics
import Foundation
import JSON
import SQLiteEngine
import Testing

struct DurabilityTests {
    @Test func twoProcessesSeeEachOthersWritesAtOnce() async throws {
        let directory = TemporaryDirectory()
        let one = try EngineFixture.open(directory)
        let two = try EngineFixture.open(directory)
        for number in UInt64(0)..<20 {
            let (writer, reader) = number % 2 == 0 ? (one, two) : (two, one)
            #expect(try await writer.store([EngineFixture.event(number)]) == 1)
            #expect(try await EngineFixture.count(reader) == Int(number) + 1)
            #expect(try await reader.store([EngineFixture.event(number)]) == 0)
        }
    }

    @Test(arguments: [SQLiteEngineConfiguration.Journal.automatic, .rollback])
    func processesThatWriteAtTheSameTimeStoreEveryEventOnce(
        _ journal: SQLiteEngineConfiguration.Journal
    ) async throws {
        let directory = TemporaryDirectory()
        let configuration = SQLiteEngineConfiguration(busyTimeoutSeconds: 60, journal: journal)
        let engines = try (0..<3).map { _ in try EngineFixture.open(directory, configuration) }
        let stored = try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, engine) in engines.enumerated() {
                for round in 0..<10 {
                    // All three send the same events, in another order.
                    let first = UInt64((round + index * 3) % 10 * 10)
                    group.addTask { try await engine.store((first..<first + 10).map { EngineFixture.event($0) }) }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(stored == 100)
        #expect(try await EngineFixture.count(engines[0]) == 100)
    }

    @Test func concurrentCallersShareTransactions() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory, SQLiteEngineConfiguration(busyTimeoutSeconds: 120))
        let holder = try LockHolder(directory)
        // While another process holds the lock, callers gather behind the first one.
        let before = engine.statistics
        try await holder.lock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.store([EngineFixture.event(0)]) }
            try await engine.waitUntilWriting()
            for number in UInt64(1)..<64 { group.addTask { try await engine.store([EngineFixture.event(number)]) } }
            try await engine.waitForJobs(63)
            try await holder.unlock()
            try await group.waitForAll()
        }
        #expect(engine.statistics.jobs - before.jobs == 64)
        // The first caller alone, then all who came meanwhile.
        #expect(engine.statistics.transactions - before.transactions == 2)
        #expect(try await EngineFixture.count(engine) == 64)
    }

    @Test func aFailingWriteTakesNoOtherWithIt() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory, SQLiteEngineConfiguration(busyTimeoutSeconds: 120))
        let holder = try LockHolder(directory)
        try await holder.execute(
            """
            CREATE TRIGGER refuse BEFORE INSERT ON event_names WHEN new.name = 'poison'
            BEGIN SELECT raise(ABORT, 'refused'); END
            """)
        var poison = EngineFixture.event(1_000, of: "victim")
        poison.event = "poison"
        let bad = [EngineFixture.event(999, of: "victim"), poison]
        try await holder.lock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.store([EngineFixture.event(0)]) }
            try await engine.waitUntilWriting()
            for number in UInt64(1)..<20 {
                group.addTask {
                    let stored = try await engine.store([EngineFixture.event(number)])
                    #expect(stored == 1)
                }
            }
            group.addTask {
                await #expect(throws: EventStoreError.self) { try await engine.store(bad) }
            }
            try await engine.waitForJobs(20)
            try await holder.unlock()
            try await group.waitForAll()
        }
        #expect(try await EngineFixture.count(engine) == 20)
        // Of the refused batch nothing is left, not even its person.
        #expect(try await engine.person(distinctID: "victim") == nil)
        #expect(engine.statistics.failedJobs == 1)
    }

    @Test func aLockThatIsNotGivenBackIsATypedErrorAndTheNextTryWorks() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory, SQLiteEngineConfiguration(busyTimeoutSeconds: 0.05))
        let holder = try LockHolder(directory)
        try await holder.lock()
        let error = await #expect(throws: EventStoreError.self) { try await engine.store([EngineFixture.event(1)]) }
        #expect(error?.code == .unavailable)
        #expect(error?.retryAfterSeconds != nil)
        await #expect(throws: EventStoreError.self) { try await engine.checkReadiness() }
        // Lookups go on meanwhile.
        #expect(try await engine.person(distinctID: "u1") == nil)
        try await holder.unlock()
        #expect(try await engine.store([EngineFixture.event(1)]) == 1)
    }

    @Test func aFullDiskIsATypedErrorAndTheNextTryWorks() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store([EngineFixture.event(1)])
        try await engine.limitPages(to: 40)
        let large = String(repeating: "x", count: 200_000)
        let error = await #expect(throws: EventStoreError.self) {
            try await engine.store((10..<20).map { EngineFixture.event($0, ["text": .string(large)]) })
        }
        #expect(error?.code == .full)
        #expect(try await EngineFixture.count(engine) == 1)
        try await engine.limitPages(to: 1_000_000)
        #expect(try await engine.store([EngineFixture.event(2)]) == 1)
        #expect(try await EngineFixture.count(engine) == 2)
    }

    /// What a killed process or a power cut leaves is a prefix of the log: of every length, whole batches survive.
    @Test func aStoreCutOffInMidWriteHoldsWholeBatchesAndEveryEarlierOne() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let log = directory.file("gateway.sqlite-wal")
        var sizes: [Int] = []
        for batch in UInt64(0)..<12 {
            let first = batch * 50
            try await engine.store((first..<first + 50).map { EngineFixture.event($0, ["n": .integer(Int64($0))]) })
            sizes.append(try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0)
        }
        let last = try #require(sizes.last)
        for cut in stride(from: sizes[0], through: last, by: max(1, (last - sizes[0]) / 40)) {
            let copy = try directory.copy()
            truncate(copy.file("gateway.sqlite-wal"), cut)
            let reopened = try EngineFixture.open(copy)
            let acknowledged = sizes.filter { $0 <= cut }.count
            #expect(try await EngineFixture.count(reopened) == acknowledged * 50)
            #expect(try await reopened.integrityProblems() == ["ok"])
            // The client that had no answer sends again.
            let missing = UInt64(acknowledged * 50)
            #expect(try await reopened.store((0..<600).map { EngineFixture.event($0) }) == 600 - Int(missing))
            #expect(try await EngineFixture.count(reopened) == 600)
        }
    }

    @Test func theLogIsHeldBelowItsLimitWhileReadersComeAndGo() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let reader = try OverlappingReaders(directory)
        let text = String(repeating: "x", count: 500_000)
        // Three times the limit: unless the writer asks the readers for a gap, the log takes all of it.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.readUntilStopped() }
            for number in UInt64(0)..<400 {
                try await engine.store([EngineFixture.event(number, ["text": .string(text)])])
            }
            reader.stop()
            try await group.waitForAll()
        }
        let size = try FileManager.default.attributesOfItem(atPath: directory.file("gateway.sqlite-wal"))[.size] as? Int
        #expect((size ?? .max) < 128 * 1024 * 1024)
    }
}
