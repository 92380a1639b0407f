import Analytics
import FeatureFlags
import JSON
import Testing

extension FlagStoreConformance {
    static let lifecycleChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("an archived flag is off, out of the way, and its key taken") { store async throws in
            try await store.create(FlagSample.draft("a"))
            let archived = try await store.archive(key: "a", expectedVersion: 1, by: FlagSample.origin())
            #expect(archived.archived)
            #expect(!archived.active)
            #expect(archived.version == 2)
            #expect(try await store.flag(key: "a") == archived)
            #expect(await store.refusal { try await $0.create(FlagSample.draft("a")) }?.takenKey == "a")
            let again = try await store.archive(key: "a", expectedVersion: nil, by: FlagSample.origin(9))
            #expect(again == archived)
            let restored = try await store.restore(key: "a", expectedVersion: 2, by: FlagSample.origin())
            #expect(!restored.archived)
            #expect(!restored.active)
            #expect(try await store.restore(key: "a", expectedVersion: nil, by: FlagSample.origin(9)) == restored)
            let actions = try await store.history(key: "a", limit: 10, before: nil).map(\.action)
            #expect(actions == [.restored, .archived, .created])
        },
        StoreCheck("a deleted flag gives its key free and keeps its number and history") { store async throws in
            let first = try await store.create(FlagSample.draft("a", rollout: 1))
            try await store.delete(key: "a", expectedVersion: 1, by: FlagSample.origin(5, reason: "over"))
            #expect(try await store.flag(key: "a") == nil)
            #expect(try await store.flag(id: first.id)?.deleted == true)
            let changes = try await store.history(key: "a", limit: 10, before: nil)
            #expect(changes.map(\.action) == [.deleted, .created])
            #expect(changes.first?.origin.reason == "over")
            #expect(try await store.flag(key: "a", version: 1)?.filters == first.filters)
            let second = try await store.create(FlagSample.draft("a", rollout: 2))
            #expect(second.id != first.id)
            #expect(second.version == 1)
            #expect(try await store.history(key: "a", limit: 10, before: nil).map(\.flagID) == [second.id])
            #expect(await store.refusal { try await $0.create(FlagSample.draft("a")) }?.takenKey == "a")
            #expect(try await store.keys(FlagQuery(deleted: .included)) == ["a", "a"])
        },
        StoreCheck("a flag that others ask for cannot be deleted") { store async throws in
            let a = try await store.create(FlagSample.draft("a"))
            try await store.create(FlagSample.draft("b", dependingOn: a))
            let origin = FlagSample.origin()
            #expect(
                await store.refusal { try await $0.delete(key: "a", expectedVersion: nil, by: origin) }?.isRefused
                    == true)
            #expect(try await store.flag(key: "a") == a)
            try await store.delete(key: "b", expectedVersion: nil, by: origin)
            try await store.delete(key: "a", expectedVersion: nil, by: origin)
            #expect(try await store.keys().isEmpty)
        },
    ]

    static let historyChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("history tells every change, by whom, when, why and what") { store async throws in
            let created = try await store.create(FlagSample.draft("a", rollout: 10))
            let origin = FlagSample.origin(60, reason: "more users")
            _ = try await store.update(
                key: "a", expectedVersion: 1,
                with: FlagPatch(name: "text", filters: ["groups": [["rollout_percentage": 20]]]), by: origin)
            let changes = try await store.history(key: "a", limit: 10, before: nil)
            #expect(changes.map(\.version) == [2, 1])
            #expect(changes.map(\.action) == [.updated, .created])
            #expect(changes.allSatisfy { $0.flagID == created.id && $0.key == "a" })
            let last = try #require(changes.first)
            #expect(last.origin == origin)
            #expect(Set(last.diff.changes.map(\.path)) == ["name", "filters.groups[0].rollout_percentage"])
            let rollout = last.diff.changes.first { $0.path == "filters.groups[0].rollout_percentage" }
            #expect(rollout?.old == 10)
            #expect(rollout?.new == 20)
            #expect(changes.last?.origin.reason == nil)
            #expect(changes.last?.diff.changes.contains { $0.path == "key" && $0.new == "a" } == true)
        },
        StoreCheck("history is paged by number and tells one flag's changes only") { store async throws in
            try await store.create(FlagSample.draft("a"))
            try await store.create(FlagSample.draft("b"))
            for number in 0..<6 {
                try await store.update("a", FlagPatch(name: "\(number)"))
                try await store.update("b", FlagPatch(name: "\(number)"))
            }
            var versions: [Int64] = []
            var before: Int64?
            repeat {
                let page = try await store.history(key: "a", limit: 3, before: before)
                #expect(page.allSatisfy { $0.key == "a" })
                versions += page.map(\.version)
                before = page.last?.id
            } while before != nil
            #expect(versions == [7, 6, 5, 4, 3, 2, 1])
        },
        StoreCheck("history follows a flag that is renamed") { store async throws in
            try await store.create(FlagSample.draft("a"))
            try await store.update("a", FlagPatch(key: "b"))
            #expect(try await store.history(key: "b", limit: 10, before: nil).map(\.key) == ["b", "a"])
            #expect(try await store.flag(key: "b", version: 1)?.key == "a")
        },
        StoreCheck("a flag can be read as it was at any version") { store async throws in
            let first = try await store.create(FlagSample.rich)
            let second = try await store.update("rich", FlagPatch(name: "second"))
            #expect(try await store.flag(key: "rich", version: 1) == first)
            #expect(try await store.flag(key: "rich", version: 2) == second)
            #expect(try await store.flag(key: "rich", version: 3) == nil)
            #expect(try await store.flag(key: "other", version: 1) == nil)
        },
    ]

    static let revertChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("reverting makes a flag what it was, as a new version") { store async throws in
            let first = try await store.create(FlagSample.rich)
            try await store.update("rich", FlagPatch(filters: ["groups": []], active: false, tags: ["x"]))
            let reverted = try await store.revert(
                key: "rich", to: 1, expectedVersion: 2, by: FlagSample.origin(90, reason: "back"))
            #expect(FlagDraft(reverted) == FlagDraft(first))
            #expect(reverted.version == 3)
            #expect(reverted.updatedAt == FlagSample.origin(90).time)
            #expect(try await store.flag(key: "rich") == reverted)
            #expect(try await store.snapshot().flags["rich"] == reverted)
            let change = try await store.history(key: "rich", limit: 1, before: nil).first
            #expect(change?.action == .reverted)
            #expect(change?.origin.reason == "back")
            #expect(change?.diff.changes.isEmpty == false)
            let missing = await store.refusal {
                try await $0.revert(key: "rich", to: 9, expectedVersion: nil, by: FlagSample.origin())
            }
            #expect(missing?.isNotFound == true)
        },
        StoreCheck("reverting to what is no longer valid is refused") { store async throws in
            let cohort = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            try await store.create(FlagSample.draft("a", cohort: cohort.id))
            let second = try await store.update("a", FlagPatch(filters: ["groups": [["rollout_percentage": 1]]]))
            try await store.deleteCohort(id: cohort.id, by: FlagSample.origin())
            let error = await store.refusal {
                try await $0.revert(key: "a", to: 1, expectedVersion: nil, by: FlagSample.origin())
            }
            #expect(error?.fields == ["filters.groups[0].properties[0].value"])
            #expect(try await store.flag(key: "a") == second)
        },
        StoreCheck("reverting to a key that another flag has by now is refused") { store async throws in
            try await store.create(FlagSample.draft("a"))
            try await store.update("a", FlagPatch(key: "b"))
            try await store.create(FlagSample.draft("a"))
            let error = await store.refusal {
                try await $0.revert(key: "b", to: 1, expectedVersion: nil, by: FlagSample.origin())
            }
            #expect(error?.takenKey == "a")
        },
    ]
}
