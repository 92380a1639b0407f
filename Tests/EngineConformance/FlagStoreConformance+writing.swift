import Analytics
import FeatureFlags
import JSON
import Testing

extension FlagStoreConformance {
    static let writingChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("a key is taken once") { store async throws in
            let first = try await store.create(FlagSample.draft("a"))
            #expect(await store.refusal { try await $0.create(FlagSample.draft("a", rollout: 5)) }?.takenKey == "a")
            #expect(try await store.flag(key: "a") == first)
            #expect(try await store.history(key: "a", limit: 10, before: nil).count == 1)
            try await store.create(FlagSample.draft("A"))
            #expect(try await store.keys() == ["a", "A"])
        },
        StoreCheck("a draft that breaks a rule is refused with its fields and leaves nothing") { store async throws in
            var draft = FlagSample.draft("not a key")
            draft.filters.groups[0].rolloutPercentage = 101
            let error = await store.refusal { [draft] in try await $0.create(draft) }
            #expect(error?.fields.contains("key") == true)
            #expect(error?.fields.contains("filters.groups[0].rollout_percentage") == true)
            #expect(try await store.keys().isEmpty)
            let unknown = await store.refusal { try await $0.create(FlagSample.draft("a", cohort: 99)) }
            #expect(unknown?.fields == ["filters.groups[0].properties[0].value"])
            #expect(try await store.keys().isEmpty)
        },
        StoreCheck("a change replaces what it names and keeps the rest") { store async throws in
            let created = try await store.create(FlagSample.rich)
            let changed = try await store.update(
                "rich", FlagPatch(name: "new", filters: ["payloads": [:]], tags: []), expecting: 1)
            #expect(changed.version == 2)
            #expect(changed.name == "new")
            #expect(changed.tags.isEmpty)
            #expect(changed.filters.payloads.isEmpty)
            #expect(changed.filters.groups == created.filters.groups)
            #expect(changed.filters.unknownMembers == created.filters.unknownMembers)
            #expect(changed.evaluationContexts == ["checkout"])
            #expect(changed.createdAt == created.createdAt)
            #expect(changed.updatedAt == FlagSample.origin(60).time)
            #expect(try await store.flag(key: "rich") == changed)
        },
        StoreCheck("a change that breaks a rule changes nothing") { store async throws in
            let created = try await store.create(FlagSample.rich)
            let patches: [(FlagPatch, String)] = [
                (FlagPatch(key: "a b"), "key"),
                (FlagPatch(archived: true), "archived"),
                (FlagPatch(filters: ["groups": [["rollout_percentage": -1]]]), "filters.groups[0].rollout_percentage"),
                (FlagPatch(filters: ["groups": "all"]), "filters.groups"),
                (FlagPatch(ensureExperienceContinuity: true), "ensure_experience_continuity"),
            ]
            for (patch, field) in patches {
                let error = await store.refusal { try await $0.update("rich", patch) }
                #expect(error?.fields.contains(field) == true, "\(field): \(String(describing: error))")
            }
            #expect(try await store.flag(key: "rich") == created)
        },
        StoreCheck("a flag can be renamed to a free key only") { store async throws in
            let first = try await store.create(FlagSample.draft("a"))
            try await store.create(FlagSample.draft("b"))
            #expect(await store.refusal { try await $0.update("a", FlagPatch(key: "b")) }?.takenKey == "b")
            #expect(try await store.update("a", FlagPatch(key: "c")).id == first.id)
            #expect(try await store.flag(key: "a") == nil)
            #expect(try await store.keys() == ["c", "b"])
            #expect(try await store.snapshot().flags["c"]?.version == 2)
        },
        StoreCheck("a flag that is not there cannot be changed") { store async throws in
            #expect(await store.refusal { try await $0.update("a", FlagPatch(name: "x")) }?.isNotFound == true)
            let origin = FlagSample.origin()
            let calls: [(any FlagStore) async throws -> Void] = [
                { _ = try await $0.archive(key: "a", expectedVersion: nil, by: origin) },
                { _ = try await $0.restore(key: "a", expectedVersion: nil, by: origin) },
                { try await $0.delete(key: "a", expectedVersion: 1, by: origin) },
                { _ = try await $0.revert(key: "a", to: 1, expectedVersion: nil, by: origin) },
                { _ = try await $0.history(key: "a", limit: 1, before: nil) },
            ]
            for call in calls { #expect(await store.refusal { try await call($0) }?.isNotFound == true) }
        },
        StoreCheck("a flag may depend on others but not on itself") { store async throws in
            let a = try await store.create(FlagSample.draft("a"))
            let b = try await store.create(FlagSample.draft("b", dependingOn: a))
            let patch = FlagPatch(filters: FlagSample.draft("a", dependingOn: b).filters.json.objectValue ?? [:])
            let error = await store.refusal { try await $0.update("a", patch) }
            #expect(error?.fields == ["filters.groups[0].properties[0].key"])
            #expect(try await store.snapshot().flags.evaluate("b", in: FlagSample.context("u1"))?.enabled == true)
        },
    ]

    static let keepingChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("members that only another version knows are kept") { store async throws in
            var draft = FlagSample.rich
            draft.filters.unknownMembers["sort"] = "later"
            let created = try await store.create(draft)
            #expect(FlagDraft(created) == draft)
            #expect(try await store.update("rich", FlagPatch(name: "new")).filters == draft.filters)
            #expect(try await store.snapshot().flags["rich"]?.filters == draft.filters)
        }
    ]

    static let concurrencyChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("a change against an old version is refused with the current flag") { store async throws in
            try await store.create(FlagSample.draft("a"))
            let second = try await store.update("a", FlagPatch(name: "mine"), expecting: 1)
            let origin = FlagSample.origin()
            let calls: [(any FlagStore) async throws -> Void] = [
                { try await $0.update("a", FlagPatch(name: "theirs"), expecting: 1) },
                { _ = try await $0.archive(key: "a", expectedVersion: 1, by: origin) },
                { _ = try await $0.restore(key: "a", expectedVersion: 3, by: origin) },
                { try await $0.delete(key: "a", expectedVersion: 1, by: origin) },
                { _ = try await $0.revert(key: "a", to: 1, expectedVersion: 1, by: origin) },
            ]
            for call in calls { #expect(await store.refusal { try await call($0) }?.current == second) }
            #expect(try await store.flag(key: "a") == second)
        },
        StoreCheck("of writers with the same version exactly one wins") { store async throws in
            try await store.create(FlagSample.draft("a"))
            let outcomes = await withTaskGroup(of: FlagStoreError?.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        do {
                            try await store.update("a", FlagPatch(name: "writer \(number)"), expecting: 1)
                            return nil
                        } catch {
                            return error as? FlagStoreError
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            let winner = try await store.flag(key: "a")
            #expect(winner?.version == 2)
            for case let error? in outcomes { #expect(error.current == winner) }
            #expect(try await store.history(key: "a", limit: 100, before: nil).count == 2)
        },
        StoreCheck("of writers that create the same key exactly one wins") { store async throws in
            let created = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask { (try? await store.create(FlagSample.draft("a", rollout: Double(number)))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(created == 1)
            #expect(try await store.keys() == ["a"])
        },
        StoreCheck("a refused write takes no other with it") { store async throws in
            try await store.create(FlagSample.draft("taken"))
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        if number % 2 == 0 {
                            #expect((try? await store.create(FlagSample.draft("ok-\(number)"))) != nil)
                        } else {
                            #expect((try? await store.create(FlagSample.draft("taken"))) == nil)
                        }
                    }
                }
            }
            #expect(Set(try await store.keys()) == Set(["taken"] + stride(from: 0, to: 16, by: 2).map { "ok-\($0)" }))
        },
        StoreCheck("writers that come one after the other make one version each") { store async throws in
            try await store.create(FlagSample.draft("a"))
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        #expect((try? await store.update("a", FlagPatch(name: "writer \(number)"))) != nil)
                    }
                }
            }
            #expect(try await store.flag(key: "a")?.version == 21)
            let changes = try await store.history(key: "a", limit: 100, before: nil)
            #expect(changes.map(\.version) == (1...21).reversed())
        },
    ]
}
