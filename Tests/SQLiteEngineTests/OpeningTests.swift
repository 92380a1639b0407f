import Analytics
import Foundation
import GRDB
import JSON
import Logging
import SQLiteEngine
import Testing

struct OpeningTests {
    @Test func onlyTheOwnerMayReadANewStore() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store([EngineFixture.event(1)])
        #expect(try directory.permissions() == 0o700)
        #expect(try directory.permissions("gateway.sqlite") == 0o600)
        #expect(try directory.permissions("gateway.sqlite-wal") == 0o600)
        #expect(try directory.permissions("gateway.sqlite-shm") == 0o600)
    }

    /// With a rollback journal only EXTRA flushes the removal of the journal, which is what ends a transaction.
    @Test(arguments: [(SQLiteEngineConfiguration.Journal.automatic, 2), (.rollback, 3)])
    func whatIsAcknowledgedOutlivesAPowerCut(_ journal: SQLiteEngineConfiguration.Journal, _ level: Int) async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory, SQLiteEngineConfiguration(journal: journal))
        #expect(try await engine.synchronousLevel() == level)
    }

    @Test func missingParentDirectoriesAreMade() throws {
        let directory = TemporaryDirectory()
        let engine = try SQLiteEngine(directory: directory.path + "/a/b/", logger: Logger(label: "test"))
        #expect(FileManager.default.fileExists(atPath: directory.file("a/b/gateway.sqlite")))
        try engine.close()
    }

    @Test func whatWasStoredIsThereAfterReopening() async throws {
        let directory = TemporaryDirectory()
        let first = try EngineFixture.open(directory)
        try await first.store((0..<10).map { EngineFixture.event($0, ["$set": ["email": "a@example.org"]]) })
        try first.close()
        let second = try EngineFixture.open(directory)
        #expect(try await EngineFixture.count(second) == 10)
        #expect(try await second.persons(email: "a@example.org").count == 1)
        #expect(try await second.store([EngineFixture.event(3)]) == 0)
    }

    @Test func aClosedStoreFailsWithAnError() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try engine.close()
        await #expect(throws: EventStoreError.self) { try await engine.person(distinctID: "u1") }
        await #expect(throws: EventStoreError.self) { try await engine.store([EngineFixture.event(1)]) }
        await #expect(throws: EventStoreError.self) { try await engine.checkReadiness() }
    }

    @Test(arguments: ["/proc/self/store", "/dev/null/store", "/dev/null"])
    func aPlaceThatHoldsNoStoreIsATypedError(_ path: String) {
        let error = #expect(throws: EventStoreError.self) {
            try SQLiteEngine(directory: path, logger: Logger(label: "test"))
        }
        #expect(error?.code == .failed)
        #expect(error?.message.contains(path) == true)
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
    func aReadOnlyDirectoryIsATypedError() throws {
        let directory = TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o500])
        let error = #expect(throws: EventStoreError.self) { try EngineFixture.open(directory) }
        #expect(error?.code == .failed)
    }

    @Test func aStoreThatTurnsReadOnlyFailsWithATypedErrorAndLosesNothing() async throws {
        let directory = TemporaryDirectory()
        try EngineFixture.open(directory).close()
        let engine = try EngineFixture.open(directory)
        try await engine.store([EngineFixture.event(1)])
        // SQLite itself is told to refuse, since rights do not bind the superuser.
        try await engine.refuseWrites(true)
        let error = await #expect(throws: EventStoreError.self) { try await engine.store([EngineFixture.event(2)]) }
        #expect(error?.code == .failed)
        #expect(try await EngineFixture.count(engine) == 1)
        try await engine.refuseWrites(false)
        #expect(try await engine.store([EngineFixture.event(2)]) == 1)
    }

    @Test func aFileThatIsNoStoreIsATypedError() throws {
        let directory = TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        try Data(repeating: 0x41, count: 20_000).write(to: URL(fileURLWithPath: directory.file("gateway.sqlite")))
        let error = #expect(throws: EventStoreError.self) { try EngineFixture.open(directory) }
        #expect(error?.code == .failed)
        #expect(error?.message.contains("damaged") == true)
    }

    @Test func aStoreFromANewerVersionIsRefused() throws {
        let directory = TemporaryDirectory()
        try EngineFixture.open(directory).close()
        let queue = try DatabaseQueue(path: directory.file("gateway.sqlite"))
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9999-from-the-future')") }
        try queue.close()
        let error = #expect(throws: EventStoreError.self) { try EngineFixture.open(directory) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("newer version") == true)
    }

    @Test func manyMayOpenANewStoreAtOnce() async throws {
        let directory = TemporaryDirectory()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let engine = try EngineFixture.open(directory)
                    return try await engine.store([EngineFixture.event(UInt64(number))])
                }
            }
            for try await stored in group { #expect(stored == 1) }
        }
        #expect(try await EngineFixture.count(EngineFixture.open(directory)) == 8)
    }

    /// A plain CGI program opens the store for every request, so that must not cost more the more there is in it.
    @Test func openingAStoreDoesNotReadItsEvents() async throws {
        let directory = TemporaryDirectory()
        let first = try EngineFixture.open(directory)
        let text = JSON.string(String(repeating: "x", count: 1_000))
        try await first.store((0..<5_000).map { EngineFixture.event($0, of: "u\($0)", ["text": text]) })
        try first.close()
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: directory.file("gateway.sqlite"))[.size] as? NSNumber)
        #expect(size.intValue > 5_000_000)
        let before = try bytesReadByThisThread()
        let engine = try EngineFixture.open(directory)
        let read = try bytesReadByThisThread() - before
        try engine.close()
        #expect(read > 0)
        #expect(read < 500_000)
    }

    /// As the system counts them, which is the same however busy the machine is (proc(5), `rchar`).
    private func bytesReadByThisThread() throws -> Int {
        let text = try String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("rchar: ") })
        return try #require(Int(line.dropFirst("rchar: ".count)))
    }
}
