public import Access
import Analytics
public import FeatureFlags
import Testing

/// What the audit log of a store must tell about changes of flags and cohorts; each check needs an empty store.
public enum FlagAuditConformance {
    public static let checks: [StoreCheck<any AccessStore & FlagStore>] = [
        StoreCheck("every change of a flag leaves one row") { store async throws in
            let origin = ChangeOrigin(
                actor: FlagActor(name: "ann"), time: Sample.noon, reason: "because", requestID: "0af7",
                clientAddress: "192.0.2.7")
            _ = try await store.create(FlagSample.draft("a"), by: origin)
            _ = try await store.update(
                key: "a", expectedVersion: 1, with: FlagPatch(key: "b", name: "x"), by: origin)
            _ = try await store.archive(key: "b", expectedVersion: 2, by: origin)
            _ = try await store.restore(key: "b", expectedVersion: 3, by: origin)
            _ = try await store.revert(key: "b", to: 2, expectedVersion: 4, by: origin)
            try await store.delete(key: "b", expectedVersion: 5, by: origin)
            let rows = try await entries(store)
            #expect(
                rows.map(\.action) == [
                    "flag.create", "flag.update", "flag.archive", "flag.restore", "flag.revert", "flag.delete",
                ])
            #expect(rows.map(\.targetFlagKey) == ["a", "b", "b", "b", "b", "b"])
            for row in rows {
                #expect(row.actor == "ann")
                #expect(row.timestamp == Sample.noon)
                #expect(row.reason == "because")
                #expect(row.requestID == "0af7")
                #expect(row.clientAddress == "192.0.2.7")
                #expect(row.outcome == .allowed)
                #expect(row.targetPersonID == nil && row.targetUserID == nil && row.targetCohortID == nil)
            }
        },
        StoreCheck("what an import changes is told apart") { store async throws in
            let origin = ChangeOrigin(actor: FlagActor(name: "ann"), time: Sample.noon, isImport: true)
            _ = try await store.create(FlagSample.draft("a"), by: origin)
            _ = try await store.update(key: "a", expectedVersion: nil, with: FlagPatch(name: "x"), by: origin)
            #expect(try await entries(store).map(\.action) == ["flag.import", "flag.import"])
        },
        StoreCheck("a change that is refused or changes nothing leaves no row") { store async throws in
            let flag = try await store.create(FlagSample.draft("a"))
            _ = await store.refusal { try await $0.create(FlagSample.draft("a")) }
            _ = await store.refusal { try await $0.update("a", FlagPatch(name: "x"), expecting: 9) }
            _ = await store.refusal { try await $0.update("a", FlagPatch(key: "not a key")) }
            _ = try await store.update("a", FlagPatch(name: flag.name))
            _ = try await store.restore(key: "a", expectedVersion: nil, by: FlagSample.origin())
            #expect(try await entries(store).map(\.action) == ["flag.create"])
        },
        StoreCheck("every change of a cohort leaves one row") { store async throws in
            let origin = FlagSample.origin(reason: "cleaning")
            var cohort = try await store.createCohort(FlagSample.cohort("list", isStatic: true), by: origin)
            cohort.name = "renamed"
            _ = try await store.updateCohort(cohort, by: origin)
            try await store.changeMembers(ofCohort: cohort.id, adding: ["u1"], removing: [], by: origin)
            // Nobody who was not in it already.
            try await store.changeMembers(ofCohort: cohort.id, adding: ["u1"], removing: ["u2"], by: origin)
            try await store.deleteCohort(id: cohort.id, by: origin)
            let rows = try await entries(store)
            #expect(rows.map(\.action) == ["cohort.create", "cohort.update", "cohort.members", "cohort.delete"])
            #expect(rows.allSatisfy { $0.targetCohortID == cohort.id && $0.targetFlagKey == nil })
            #expect(rows.allSatisfy { $0.actor == FlagSample.actor.name && $0.reason == "cleaning" })
        },
        StoreCheck("lookups and changes are one list") { store async throws in
            func look() async throws {
                try await store.record(
                    AuditEntry(
                        timestamp: Sample.noon, actor: "ann", action: "lookup.activity", targetUserID: "u1",
                        requestID: "0af7", clientAddress: "192.0.2.7", outcome: .allowed))
            }
            try await look()
            _ = try await store.create(FlagSample.draft("a"))
            try await look()
            #expect(try await entries(store).map(\.action) == ["lookup.activity", "flag.create", "lookup.activity"])
            let changes = try await store.auditEntries(matching: AuditFilter("flag"), before: nil, limit: 9)
            #expect(changes.map(\.targetFlagKey) == ["a"])
        },
    ]

    /// All rows, oldest first.
    private static func entries(_ store: some AccessStore) async throws -> [AuditEntry] {
        try await store.auditEntries(matching: nil, before: nil, limit: 1_000).reversed()
    }
}
