import Analytics
public import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    /// The cohorts as PostHog has them now; while it cannot be reached those it had last.
    public func cohorts() async throws(FlagStoreError) -> [Cohort] {
        let content = try await mirror.content()
        guard !mirror.isOutage else { return content.flags.cohorts }
        do throws(PostHogError) {
            try await mirror.readCohortsAnew()
        } catch {
            guard error.isTransient else { throw FlagStoreError(error, subject: "cohorts") }
        }
        return mirror.look()?.flags.cohorts ?? content.flags.cohorts
    }

    public func malformedCohorts() async throws(FlagStoreError) -> [MalformedCohort] {
        try await mirror.content().flags.malformedCohorts
    }

    public func createCohort(
        _ cohort: Cohort, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> Cohort {
        try await writing { () async throws(FlagStoreError) in
            try check(cohort, isNew: true, against: try await validator())
            var members: JSONObject = [
                "name": .string(cohort.name), "description": .string(cohort.description),
                "is_static": .bool(cohort.isStatic),
            ]
            if !cohort.isStatic { members["filters"] = ["properties": cohort.definition.json] }
            let fields = members
            let answer = try await cohortAnswer("cohort \(cohort.name)") { client throws(PostHogError) in
                try await client.createCohort(fields)
            }
            return try await keep(answer, instead: nil, by: origin)
        }
    }

    /// The version counts the changes this gateway knows of: PostHog keeps none, so it is checked against a fresh read.
    public func updateCohort(
        _ cohort: Cohort, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> Cohort {
        try await writing { () async throws(FlagStoreError) in
            let current = try await existingCohort(cohort.id, expectedVersion: expectedVersion)
            var changed = current
            changed.name = cohort.name
            changed.description = cohort.description
            changed.definition = cohort.definition
            try check(changed, isNew: false, against: try await validator())
            var fields: JSONObject = ["name": .string(changed.name), "description": .string(changed.description)]
            if !current.isStatic { fields["filters"] = ["properties": changed.definition.json] }
            let patch = fields
            let answer = try await cohortAnswer("cohort \(cohort.id)") { client throws(PostHogError) in
                try await client.updateCohort(id: current.id, patch: patch)
            }
            return try await keep(answer, instead: current, by: origin)
        }
    }

    public func deleteCohort(
        id: Int64, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) {
        try await writing { () async throws(FlagStoreError) in
            _ = try await existingCohort(id, expectedVersion: expectedVersion)
            let users = try await validator().users(ofCohort: id)
            let names = users.flags.map { "flag \($0.key)" } + users.cohorts.map { "cohort \($0.name)" }
            guard names.isEmpty else {
                throw .refused(
                    "cohort \(id) cannot be deleted while others use it: " + names.prefix(10).joined(separator: ", "))
            }
            do throws(PostHogError) {
                try await upstream.call { client throws(PostHogError) in _ = try await client.deleteCohort(id: id) }
            } catch {
                guard error.kind != .validation else {
                    throw .refused("cohort \(id) cannot be deleted: \(error.detail)")
                }
                throw FlagStoreError(error, subject: "cohort \(id)")
            }
            await show("cohort \(id)") { $0.deleteCohort(id, at: WallClock.now) }
            mirror.requestPoll()
            await audit(.cohortDelete, ofCohort: id, by: origin)
        }
    }

    /// Persons are named to PostHog by its own ids, so only such can be added as it has seen.
    public func changeMembers(
        ofCohort id: Int64, adding: [String], removing: [String], by origin: ChangeOrigin
    ) async throws(FlagStoreError) {
        try await writing { () async throws(FlagStoreError) in
            let cohort = try await existingCohort(id, expectedVersion: nil)
            guard mirror.look()?.catalog.malformedCohorts[id] == nil else {
                throw .refused("cohort \(id) cannot be read; replace it first")
            }
            guard cohort.isStatic else {
                throw .refused("cohort \(id) has a definition; only a static one has a list of members")
            }
            let added = try await personIDs(of: adding, mustExist: true)
            let removed = try await personIDs(of: removing, mustExist: false)
            try await changeMembers(of: cohort, adding: added, removing: removed, by: origin)
        }
    }

    /// Adds persons whose UUIDs are known to a static cohort; one that is a member already stays one.
    public func addMembers(
        toCohort id: Int64, _ persons: [(distinctID: String, personID: String)], by origin: ChangeOrigin
    ) async throws(FlagStoreError) {
        try await writing { () async throws(FlagStoreError) in
            let cohort = try await existingCohort(id, expectedVersion: nil)
            try await changeMembers(of: cohort, adding: persons, removing: [], by: origin)
        }
    }

    private func changeMembers(
        of cohort: Cohort, adding added: [(distinctID: String, personID: String)],
        removing removed: [(distinctID: String, personID: String)], by origin: ChangeOrigin
    ) async throws(FlagStoreError) {
        guard !added.isEmpty || !removed.isEmpty else { return }
        let id = cohort.id
        do throws(PostHogError) {
            try await upstream.call { client throws(PostHogError) in
                if !added.isEmpty { try await client.addPersons(toCohort: id, ids: added.map(\.personID)) }
                for person in removed { try await client.removePerson(fromCohort: id, id: person.personID) }
            }
        } catch {
            throw FlagStoreError(error, subject: "cohort \(id)")
        }
        for person in removed { memberships.change(person.distinctID, removing: [id]) }
        for person in added { memberships.change(person.distinctID, adding: [id]) }
        // Who got another outcome before must not be told that nothing has changed.
        await show("cohort \(id)") { catalog in
            var changed = catalog.cohorts[id] ?? cohort
            changed.version &+= 1
            changed.updatedAt = origin.time
            catalog.write(changed, at: WallClock.now)
        }
        await audit(.cohortMembers, ofCohort: id, by: origin)
    }

    /// As PostHog counts them now.
    public func memberCounts() async throws(FlagStoreError) -> [Int64: Int] {
        let cohorts: [PostHogCohort]
        do throws(PostHogError) {
            cohorts = try await mirror.readCohortsAnew()
        } catch {
            throw FlagStoreError(error, subject: "cohorts")
        }
        var counts: [Int64: Int] = [:]
        for cohort in cohorts where cohort.isStatic {
            if let count = cohort.count, count > 0 { counts[cohort.id] = Int(clamping: count) }
        }
        return counts
    }

    public func staticCohorts(ofPerson distinctID: String) async throws(FlagStoreError) -> Set<Int64> {
        await memberships.cohorts(ofPerson: distinctID, now: WallClock.now)
    }

    public func groupTypes() async throws(FlagStoreError) -> GroupTypeMapping {
        try await mirror.content().flags.groupTypes
    }

    /// The cohort as PostHog has it now, at the version the caller knows; of one that cannot be read, what is left of it.
    private func existingCohort(
        _ id: Int64, expectedVersion: Int64?
    ) async throws(FlagStoreError) -> Cohort {
        do throws(PostHogError) {
            try await mirror.readCohortsAnew()
        } catch {
            throw FlagStoreError(error, subject: "cohort \(id)")
        }
        let catalog = mirror.look()?.catalog
        guard let cohort = catalog?.malformedCohorts[id]?.remains ?? catalog?.cohorts[id] else {
            throw .notFound("cohort \(id)")
        }
        guard expectedVersion == nil || expectedVersion == cohort.version else { throw .staleCohort(current: cohort) }
        return cohort
    }

    private func check(
        _ cohort: Cohort, isNew: Bool, against validator: FlagValidator
    ) throws(FlagStoreError) {
        let problems = validator.problems(with: cohort, isNew: isNew)
        guard problems.isEmpty else { throw .invalid(problems) }
    }

    private func cohortAnswer(
        _ subject: String, _ body: @Sendable (PostHogClient) async throws(PostHogError) -> PostHogCohort
    ) async throws(FlagStoreError) -> JSON {
        do throws(PostHogError) {
            return try await upstream.call(body).json
        } catch {
            throw FlagStoreError(error, subject: subject)
        }
    }

    /// Keeps a cohort as PostHog has made it, with the times of the gateway's own change.
    private func keep(
        _ answer: JSON, instead old: Cohort?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> Cohort {
        var cohort: Cohort
        do throws(FlagProblem) {
            cohort = try Cohort(posthog: answer)
        } catch {
            throw .failed("PostHog has made the change and its answer cannot be read: \(error.detail)")
        }
        cohort.version = old.map { $0.version &+ 1 } ?? 1
        cohort.createdAt = old?.createdAt ?? origin.time
        cohort.updatedAt = origin.time
        let kept = cohort
        await show("cohort \(kept.id)") { $0.write(kept, at: WallClock.now) }
        mirror.requestPoll()
        await audit(old == nil ? .cohortCreate : .cohortUpdate, ofCohort: kept.id, by: origin)
        return kept
    }

    private func personIDs(
        of distinctIDs: [String], mustExist: Bool
    ) async throws(FlagStoreError) -> [(distinctID: String, personID: String)] {
        var persons: [(distinctID: String, personID: String)] = []
        var seen: Set<String> = []
        for distinctID in distinctIDs where !distinctID.isEmpty && seen.insert(distinctID).inserted {
            let person: PostHogPerson?
            do throws(PostHogError) {
                person = try await upstream.call { client throws(PostHogError) in
                    try await client.person(distinctID: distinctID)
                }
            } catch {
                throw FlagStoreError(error, subject: "person \(distinctID)")
            }
            if let person {
                persons.append((distinctID, person.uuid ?? person.id))
            } else if mustExist {
                throw .refused(
                    "PostHog has seen no person with the distinct id \(distinctID); only such can be members")
            }
        }
        return persons
    }
}
