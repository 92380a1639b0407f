import Access
import Analytics
import FeatureFlags
import Foundation
import GRDB
import JSON
import SQLiteEngine
import Testing

struct FlagsDurabilityTests {
    /// What a killed process or a power cut leaves is a prefix of the log: of every length, a flag and its history are
    /// those of one version.
    @Test func aStoreCutOffInMidWriteHoldsTheOldOrTheNewFlag() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let log = directory.file("gateway.sqlite-wal")
        func size() throws -> Int {
            try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
        }
        try await engine.create("a", rollout: 1)
        var sizes = [try size()]
        for version in Int64(2)...12 {
            let text = String(repeating: "\(version) ", count: 2_000)
            var patch = FlagsFixture.rollout(version)
            patch.name = text
            try await engine.update("a", patch)
            sizes.append(try size())
        }
        let last = try #require(sizes.last)
        for cut in stride(from: sizes[0], through: last, by: max(1, (last - sizes[0]) / 30)) {
            let copy = try directory.copy()
            truncate(copy.file("gateway.sqlite-wal"), cut)
            let reopened = try EngineFixture.open(copy)
            let version = Int64(sizes.filter { $0 <= cut }.count)
            let flag = try #require(try await reopened.flag(key: "a"))
            #expect(flag.version == version)
            #expect(flag.filters.groups.first?.rolloutPercentage == Double(version))
            #expect(version == 1 || flag.name.hasPrefix("\(version) "))
            let history = try await reopened.history(key: "a", limit: 100, before: nil)
            #expect(history.map(\.version) == (1...version).reversed())
            let audited = try await reopened.auditEntries(matching: AuditFilter("flag"), before: nil, limit: 100)
            #expect(audited.count == Int(version))
            #expect(try await reopened.flag(key: "a", version: version) == flag)
            #expect(try await reopened.update("a", FlagPatch(name: "after"), expecting: version).version == version + 1)
        }
    }

    @Test func aFailingDiskIsATypedErrorAndFlagsAreServedOn() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.create("a")
        try await engine.limitPages(to: 1)
        let text = String(repeating: "x", count: 300_000)
        let error = await #expect(throws: FlagStoreError.self) {
            try await engine.update("a", FlagPatch(name: text))
        }
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await engine.snapshot().flags["a"]?.version == 1)
        try await engine.limitPages(to: 1_000_000)
        #expect(try await engine.update("a", FlagPatch(name: text)).version == 2)
    }

    @Test func aStoreThatCannotBeReadIsServedFromMemoryAndSaysSo() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory, SQLiteEngineConfiguration(journal: .rollback))
        try await engine.create("a")
        let live = try await engine.snapshot()
        let holder = try LockHolder(directory)
        try await holder.execute("BEGIN EXCLUSIVE")
        let held = try await engine.snapshot()
        #expect(held.source == .memory)
        #expect(held.flags === live.flags)
        #expect(held.confirmedAt >= live.confirmedAt)
        try await holder.unlock()
        #expect(try await engine.snapshot().source == .live)
    }

    @Test func aStoreWithTheEarlierTablesOnlyGetsThoseOfLaterSteps() async throws {
        let directory = TemporaryDirectory()
        let first = try EngineFixture.open(directory)
        try await first.store([
            EngineFixture.event(1, ["$set": ["email": "a@example.org"]]),
            EngineFixture.event(2, of: "u2", ["error_type": "x"]),
        ])
        let lookup = AuditEntry(
            timestamp: EngineFixture.noon, actor: "ann", action: "lookup.activity", targetUserID: "u1",
            requestID: "0af7", clientAddress: "192.0.2.7", outcome: .allowed)
        try await first.record(lookup)
        try first.close()
        // What the steps from the third on made is taken away again.
        let queue = try DatabaseQueue(path: directory.file("gateway.sqlite"))
        try await queue.write { database in
            let made = try Row.fetchAll(
                database,
                sql: """
                    SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR name = 'events_with_errors'
                        OR (type = 'table' AND (name LIKE '%flag%' OR name LIKE 'cohort%' OR name LIKE 'hash_key%'
                            OR name LIKE 'moved%' OR name = 'deleted_places'))
                    ORDER BY type = 'table'
                    """)
            #expect(made.count > 15)
            for row in made {
                let (type, name): (String, String) = (row["type"], row["name"])
                try database.execute(sql: "DROP \(type) \(name)")
            }
            try database.execute(sql: "DROP INDEX audit_log_by_kind")
            for column in ["kind", "reason", "target_cohort", "target_flag"] {
                try database.execute(sql: "ALTER TABLE audit_log DROP COLUMN \(column)")
            }
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier >= '0003'")
            #expect(try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations").count == 2)
        }
        try queue.close()
        let engine = try EngineFixture.open(directory)
        #expect(try await engine.persons(email: "a@example.org").count == 1)
        #expect(try await engine.create("a").version == 1)
        let page = try await engine.persons(
            seenSince: EngineFixture.noon.advanced(byMicroseconds: -9), includingGroups: true, after: nil, limit: 9)
        #expect(page.persons.map(\.errors) == [0, 1])
        let entries = try await engine.auditEntries(matching: nil, before: nil, limit: 9)
        #expect(entries.map(\.action) == ["flag.create", "lookup.activity"])
        let lookups = try await engine.auditEntries(matching: AuditFilter("lookup"), before: nil, limit: 9)
        #expect(lookups.map(\.targetUserID) == ["u1"])
        #expect(try await engine.integrityProblems() == ["ok"])
    }
}
