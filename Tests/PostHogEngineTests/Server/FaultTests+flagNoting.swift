import Access
import Analytics
import FeatureFlags
import Foundation
import GRDB
import JSON
import Logging
import OrderedCollections
import PostHogClient
import Synchronization
import Testing

@testable import PostHogEngine

/// What becomes of changes that PostHog has made and that cannot be noted on this machine.
extension FaultTests.Flags {
    @Test func aChangeThatTheJournalCannotTakeIsMadeAllTheSame() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let rows = Mutex<[AuditEntry]>([])
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, recordAudit: { entry in rows.withLock { $0.append(entry) } })
        _ = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        try await store.journal.write { database in
            try database.execute(
                sql: "CREATE TRIGGER full BEFORE INSERT ON flag_changes BEGIN SELECT RAISE(ABORT, 'no room'); END")
        }
        let changed = try await store.update(
            key: "a", expectedVersion: 1, with: FlagPatch(name: "new"), by: Self.origin)
        #expect(changed.name == "new")
        #expect(changed.version == 2)
        #expect(try await store.snapshot().flags["a"]?.name == "new")
        #expect(rows.withLock { $0.map(\.action) } == ["flag.create", "flag.update"])
        try await store.close()
    }

    @Test func aChangeThatTheCatalogueCannotTakeIsMadeAllTheSame() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let rows = Mutex<[AuditEntry]>([])
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, recordAudit: { entry in rows.withLock { $0.append(entry) } })
        let flag = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        // Nothing takes the place of a directory that holds something.
        let catalogue = directory.file(FlagMirror.catalogName)
        try FileManager.default.removeItem(atPath: catalogue)
        try FileManager.default.createDirectory(atPath: catalogue + "/x", withIntermediateDirectories: true)
        let changed = try await store.update(
            key: "a", expectedVersion: 1, with: FlagPatch(name: "new"), by: Self.origin)
        #expect(changed.version == 2)
        let cohort = try await store.createCohort(Cohort(id: 0, name: "c", isStatic: true), by: Self.origin)
        #expect(cohort.name == "c")
        #expect(rows.withLock { $0.map(\.action) } == ["flag.create", "flag.update", "cohort.create"])
        // Nor does it keep anybody from reading.
        _ = try await project.client().updateFlag(id: flag.id, patch: ["name": "theirs"])
        #expect(try await store.flag(id: flag.id)?.name == "theirs")
        try await store.close()
    }
}
