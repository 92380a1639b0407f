import Access
import Analytics
import FeatureFlags
import JSON
import Logging
import PostHogClient
import Synchronization
import Testing

@testable import PostHogEngine

/// Who changes flags: PostHog's own users, this gateway, both at once.
extension FaultTests.Flags {
    @Test func aChangeMadeInPostHogIsSeenWithItsTagsAndItsHistory() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let client = try project.client()
        let flag = try await client.createFlag(Self.fields("theirs", rollout: 0, tags: ["owner:web"]))
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        #expect(try await store.snapshot().flags["theirs"]?.version == 1)
        #expect(try await Self.wait { try await store.snapshot().flags["theirs"]?.tags == ["owner:web"] })
        _ = try await client.updateFlag(
            id: flag.id,
            patch: ["filters": Self.fields("x", rollout: 60)["filters"] ?? .null, "tags": ["owner:shop"]])
        #expect(try await Self.wait { try await store.snapshot().flags["theirs"]?.version == 2 })
        #expect(try await Self.wait { try await store.snapshot().flags["theirs"]?.tags == ["owner:shop"] })
        let changes = try await store.history(key: "theirs", limit: 10, before: nil)
        #expect(changes.map(\.version) == [2, 1])
        #expect(changes.map(\.action) == [.updated, .created])
        #expect(changes.first?.diff.changes.contains { $0.path == "filters.groups[0].rollout_percentage" } == true)
        // What it was before is PostHog's to tell.
        let before = try await store.flag(key: "theirs", version: 1)
        #expect(before?.filters.groups.first?.rolloutPercentage == 0)
        let reverted = try await store.revert(key: "theirs", to: 1, expectedVersion: 2, by: Self.origin)
        #expect(reverted.filters.groups.first?.rolloutPercentage == 0)
        #expect(reverted.lastModifiedBy?.name == "ann")
        _ = try await client.deleteFlag(id: flag.id)
        #expect(try await Self.wait { try await store.flag(key: "theirs") == nil })
        try await store.close()
    }

    @Test func aChangeOfPostHogsIsNotLostToAnOldVersion() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory)
        let flag = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        _ = try await project.client().updateFlag(id: flag.id, patch: ["name": "theirs"])
        do throws(FlagStoreError) {
            _ = try await store.update(
                key: "a", expectedVersion: 1, with: FlagPatch(name: "mine"), by: Self.origin)
            Issue.record("a stale change was made")
        } catch {
            guard case .stale(let current) = error else { throw error }
            #expect(current.version == 2)
            #expect(current.name == "theirs")
        }
        let merged = try await store.update(
            key: "a", expectedVersion: nil, with: FlagPatch(tags: ["x"]), by: Self.origin)
        #expect(merged.name == "theirs")
        #expect(merged.version == 3)
        try await store.close()
    }

    @Test func filtersOnFlagsAreWrittenByNumberAndEvaluated() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory)
        let first = try await store.create(FlagDraft(key: "first"), by: Self.origin)
        var draft = FlagDraft(key: "second")
        draft.filters.groups[0].properties = [
            FlagProperty(key: "first", value: true, type: .flag, operator: .flagEvaluatesTo)
        ]
        let second = try await store.create(draft, by: Self.origin)
        #expect(second.filters.groups.first?.properties.first?.key == String(first.id))
        #expect(
            try await Self.wait {
                let body = try await store.relayedDefinitions().body
                return String(decoding: body, as: UTF8.self).contains("dependency_chain")
            })
        let context = EvaluationContext(distinctID: "u1", now: FlagsFixture.noon)
        #expect(try await store.snapshot().flags.evaluate("second", in: context)?.enabled == true)
        try await store.close()
    }

    @Test func everyChangeLeavesARowInTheAuditLogAndARefusedOneNone() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let rows = Mutex<[AuditEntry]>([])
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, recordAudit: { entry in rows.withLock { $0.append(entry) } })
        _ = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        _ = try? await store.create(FlagDraft(key: "a"), by: Self.origin)
        _ = try await store.update(
            key: "a", expectedVersion: 1, with: FlagPatch(key: "b"), by: Self.origin)
        _ = try? await store.update(key: "b", expectedVersion: 1, with: FlagPatch(name: "x"), by: Self.origin)
        _ = try await store.archive(key: "b", expectedVersion: 2, by: Self.origin)
        _ = try await store.archive(key: "b", expectedVersion: nil, by: Self.origin)
        _ = try await store.restore(key: "b", expectedVersion: 3, by: Self.origin)
        _ = try await store.revert(key: "b", to: 1, expectedVersion: 4, by: Self.origin)
        try await store.delete(key: "a", expectedVersion: 5, by: Self.origin)
        let cohort = try await store.createCohort(Cohort(id: 0, name: "c", isStatic: true), by: Self.origin)
        try await store.deleteCohort(id: cohort.id, by: Self.origin)
        let written = rows.withLock(\.self)
        #expect(
            written.map(\.action) == [
                "flag.create", "flag.update", "flag.archive", "flag.restore", "flag.revert", "flag.delete",
                "cohort.create", "cohort.delete",
            ])
        #expect(written.map(\.targetFlagKey) == ["a", "b", "b", "b", "a", "a", nil, nil])
        #expect(written.allSatisfy { $0.actor == "ann" && $0.reason == "because" })
        try await store.close()
    }

    @Test(.timeLimit(.minutes(10))) func anActivityLogThatNeverEndsIsNotReadForEver() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory)
        let flag = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        // Entries without a time, which say nothing.
        try await server.fail([
            "kind": "status", "path": .string("/api/projects/\(project.id)/feature_flags/\(flag.id)/activity"),
            "status": 200, "body": ["results": .array(Array(repeating: ["activity": "updated"], count: 100))],
        ])
        let changes = try await store.history(key: "a", limit: 10, before: nil)
        #expect(changes.map(\.action) == [.created])
        try await server.heal()
        try await store.close()
    }
}
