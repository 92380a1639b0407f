import Analytics
import FeatureFlags
import JSON
import Testing

extension FlagStoreConformance {
    static let cohortChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("a cohort comes back as it was created and changed") { store async throws in
            var wanted = FlagSample.cohort("pro")
            wanted.description = "who pays"
            let created = try await store.createCohort(wanted, by: FlagSample.origin())
            #expect(created.definition == wanted.definition)
            #expect(created.description == "who pays")
            #expect(created.version == 1)
            #expect(created.createdAt == Sample.noon)
            #expect(try await store.cohorts() == [created])
            var changed = created
            changed.name = "free"
            changed.definition = CohortGroup(.or, [.property(FlagProperty(key: "plan", value: "free"))])
            let updated = try await store.updateCohort(changed, by: FlagSample.origin(60))
            #expect(updated.name == "free")
            #expect(updated.definition == changed.definition)
            #expect(updated.version == 2)
            #expect(updated.createdAt == created.createdAt)
            #expect(try await store.cohorts() == [updated])
            #expect(try await store.snapshot().flags.cohorts == [updated])
        },
        StoreCheck("a changed cohort decides anew at once") { store async throws in
            var cohort = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            try await store.create(FlagSample.draft("a", cohort: cohort.id))
            let context = FlagSample.context("u1", ["plan": "free"])
            #expect(try await store.snapshot().flags.evaluate("a", in: context)?.enabled == false)
            cohort.definition = CohortGroup(.and, [.property(FlagProperty(key: "plan", value: "free"))])
            _ = try await store.updateCohort(cohort, by: FlagSample.origin())
            #expect(try await store.snapshot().flags.evaluate("a", in: context)?.enabled == true)
        },
        StoreCheck("a cohort that breaks a rule is refused with its fields") { store async throws in
            let nameless = await store.refusal {
                try await $0.createCohort(FlagSample.cohort(""), by: FlagSample.origin())
            }
            #expect(nameless?.fields == ["name"])
            var cohort = try await store.createCohort(FlagSample.cohort("a"), by: FlagSample.origin())
            let itself = FlagProperty(key: "id", value: .integer(cohort.id), type: .cohort)
            cohort.definition = CohortGroup(.and, [.property(itself)])
            let cycle = await store.refusal { [cohort] in
                try await $0.updateCohort(cohort, by: FlagSample.origin())
            }
            #expect(cycle?.fields.isEmpty == false)
            cohort.id += 1
            let missing = await store.refusal { [cohort] in
                try await $0.updateCohort(cohort, by: FlagSample.origin())
            }
            #expect(missing?.isNotFound == true)
        },
        StoreCheck("a cohort that is used cannot be deleted") { store async throws in
            let cohort = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            try await store.create(FlagSample.draft("a", cohort: cohort.id))
            #expect(
                await store.refusal { try await $0.deleteCohort(id: cohort.id, by: FlagSample.origin()) }?.isRefused
                    == true)
            try await store.delete(key: "a", expectedVersion: nil, by: FlagSample.origin())
            try await store.deleteCohort(id: cohort.id, by: FlagSample.origin())
            #expect(try await store.cohorts().isEmpty)
            #expect(
                await store.refusal { try await $0.deleteCohort(id: cohort.id, by: FlagSample.origin()) }?.isNotFound
                    == true)
            let next = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            #expect(next.id != cohort.id)
        },
    ]

    static let memberChecks: [StoreCheck<any FlagStore>] = [
        StoreCheck("a static cohort has the members that were added and not removed") { store async throws in
            let origin = FlagSample.origin()
            let first = try await store.createCohort(FlagSample.cohort("first", isStatic: true), by: origin)
            let second = try await store.createCohort(FlagSample.cohort("second", isStatic: true), by: origin)
            try await store.changeMembers(ofCohort: first.id, adding: ["u1", "u2", "u1"], removing: [], by: origin)
            try await store.changeMembers(ofCohort: second.id, adding: ["u1"], removing: ["u9"], by: origin)
            #expect(try await store.staticCohorts(ofPerson: "u1") == [first.id, second.id])
            #expect(try await store.staticCohorts(ofPerson: "u2") == [first.id])
            #expect(try await store.staticCohorts(ofPerson: "u3").isEmpty)
            let before = try await store.snapshot().flags.version
            try await store.changeMembers(ofCohort: first.id, adding: ["u3"], removing: ["u1"], by: origin)
            #expect(try await store.staticCohorts(ofPerson: "u1") == [second.id])
            #expect(try await store.staticCohorts(ofPerson: "u3") == [first.id])
            // Who got another outcome before must not be told that nothing has changed.
            #expect(try await store.snapshot().flags.version != before)
        },
        StoreCheck("only a static cohort has a list of members") { store async throws in
            let cohort = try await store.createCohort(FlagSample.cohort("pro"), by: FlagSample.origin())
            let defined = await store.refusal {
                try await $0.changeMembers(ofCohort: cohort.id, adding: ["u1"], removing: [], by: FlagSample.origin())
            }
            #expect(defined?.isRefused == true)
            let missing = await store.refusal {
                try await $0.changeMembers(ofCohort: 99, adding: ["u1"], removing: [], by: FlagSample.origin())
            }
            #expect(missing?.isNotFound == true)
        },
    ]
}
