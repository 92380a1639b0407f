import Analytics
import FeatureFlags
import JSON
import Testing

extension FlagStoreConformance {
    static let transferChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("a cohort is changed and deleted only at the version that is expected") { store async throws in
            let cohort = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            var changed = cohort
            changed.name = "free"
            let current = try await store.updateCohort(changed, expectedVersion: 1, by: FlagSample.origin())
            #expect(current.version == 2)
            let stale = await store.refusal { [changed] in
                try await $0.updateCohort(changed, expectedVersion: 1, by: FlagSample.origin())
            }
            #expect(stale?.currentCohort == current)
            let notDeleted = await store.refusal {
                try await $0.deleteCohort(id: cohort.id, expectedVersion: 1, by: FlagSample.origin())
            }
            #expect(notDeleted?.currentCohort == current)
            try await store.deleteCohort(id: cohort.id, expectedVersion: 2, by: FlagSample.origin())
            #expect(try await store.cohorts().isEmpty)
        },
        StoreCheck("members are counted by cohort") { store async throws in
            let origin = FlagSample.origin()
            let first = try await store.createCohort(FlagSample.cohort("first", isStatic: true), by: origin)
            _ = try await store.createCohort(FlagSample.cohort("second", isStatic: true), by: origin)
            try await store.changeMembers(ofCohort: first.id, adding: ["u1", "u2", "u1"], removing: [], by: origin)
            #expect(try await store.memberCounts() == [first.id: 2])
        },
        StoreCheck("the steps of an import get the numbers of what they made") { store async throws in
            let existing = try await store.create(FlagSample.draft("existing", rollout: 10))
            let asks = FlagCondition(properties: [
                FlagProperty(key: "id", value: -1, type: .cohort, operator: .isIn),
                FlagProperty(key: "-2", value: true, type: .flag, operator: .flagEvaluatesTo),
            ])
            try await store.carryOut(
                [
                    .createCohort(placeholder: -1, FlagSample.cohort("pro")),
                    .createFlag(placeholder: -2, FlagSample.draft("base")),
                    .createFlag(placeholder: -3, FlagDraft(key: "asks", filters: FlagFilters(groups: [asks]))),
                    .updateFlag(expectedVersion: existing.version, FlagSample.draft("existing", rollout: 20)),
                ], by: FlagSample.origin(reason: "moved"))
            let cohort = try #require(try await store.cohorts().first)
            let base = try #require(try await store.flag(key: "base"))
            let flag = try #require(try await store.flag(key: "asks"))
            #expect(flag.filters.groups.first?.properties.first?.cohortID == cohort.id)
            #expect(flag.filters.groups.first?.properties.last?.key == String(base.id))
            #expect(try await store.flag(key: "existing")?.filters.groups.first?.rolloutPercentage == 20)
            #expect(
                try await store.history(key: "existing", limit: 1, before: nil).first?.origin.reason == "moved")
        },
        StoreCheck("an import that fails leaves nothing behind where the store writes at once") { store async throws in
            guard store.writesImportsAtOnce else { return }
            let existing = try await store.create(FlagSample.draft("existing"))
            let refusal = await store.refusal {
                try await $0.carryOut(
                    [
                        .createCohort(placeholder: -1, FlagSample.cohort("pro")),
                        .createFlag(placeholder: -2, FlagSample.draft("new")),
                        .updateFlag(
                            expectedVersion: existing.version + 1, FlagSample.draft("existing", rollout: 20)),
                    ], by: FlagSample.origin())
            }
            #expect(refusal?.current?.key == "existing")
            #expect(try await store.flag(key: "new") == nil)
            #expect(try await store.cohorts().isEmpty)
            #expect(try await store.snapshot().flags["new"] == nil)
        },
    ]
}

extension FlagStoreError {
    var currentCohort: Cohort? { if case .staleCohort(let current) = self { current } else { nil } }
}
