import Analytics
import FeatureFlags
import GRDB

extension FlagLedger {
    /// The most cohorts a store holds; every flag set carries them all.
    static let maximumCohorts = 10_000

    private var cohorts: CohortTable { CohortTable(database: database) }

    func create(_ cohort: Cohort, by origin: ChangeOrigin) throws -> Cohort {
        try check(cohort, isNew: true)
        guard catalog.cohorts.count + catalog.malformedCohorts.count < Self.maximumCohorts else {
            throw FlagStoreError.refused("there are \(Self.maximumCohorts) cohorts, which is the most a store holds")
        }
        var cohort = cohort
        cohort.id = try cohorts.nextID()
        cohort.version = 1
        cohort.createdAt = origin.time
        cohort.updatedAt = origin.time
        try cohorts.insert(cohort)
        catalog.put(cohort)
        try audit(.cohortCreate, ofCohort: cohort.id, by: origin)
        return cohort
    }

    /// Whether a cohort is a fixed list stays as it is.
    func update(_ cohort: Cohort, expectedVersion: Int64?, by origin: ChangeOrigin) throws -> Cohort {
        var changed = try existing(cohort.id, expectedVersion: expectedVersion)
        changed.name = cohort.name
        changed.description = cohort.description
        changed.definition = cohort.definition
        try check(changed, isNew: false)
        return try save(.cohortUpdate, changed, by: origin)
    }

    func deleteCohort(id: Int64, expectedVersion: Int64?, by origin: ChangeOrigin) throws {
        _ = try existing(id, expectedVersion: expectedVersion)
        let users = validator.users(ofCohort: id)
        let names = users.flags.map { "flag \($0.key)" } + users.cohorts.map { "cohort \($0.name)" }
        guard names.isEmpty else {
            throw FlagStoreError.refused(
                "cohort \(id) cannot be deleted while others use it: " + names.prefix(10).joined(separator: ", "))
        }
        try cohorts.delete(id: id)
        catalog.cohorts.removeAll { $0.id == id }
        catalog.malformedCohorts.removeAll { $0.id == id }
        try audit(.cohortDelete, ofCohort: id, by: origin)
    }

    /// A change of the members is a new version of the cohort: an answer made before it is no longer the newest.
    func changeMembers(ofCohort id: Int64, adding: [String], removing: [String], by origin: ChangeOrigin) throws {
        let cohort = try existing(id)
        guard !catalog.malformedCohorts.contains(where: { $0.id == id }) else {
            throw FlagStoreError.refused("cohort \(id) cannot be read; replace it first")
        }
        guard cohort.isStatic else {
            throw FlagStoreError.refused("cohort \(id) has a definition; only a static one has a list of members")
        }
        let members = CohortMembers(database: database)
        var isChanged = false
        for distinctID in removing where try members.remove(distinctID, from: id) { isChanged = true }
        for distinctID in adding where !distinctID.isEmpty {
            if try members.add(distinctID, to: id) { isChanged = true }
        }
        if isChanged { _ = try save(.cohortMembers, cohort, by: origin) }
    }

    /// The cohort with a number; of one that cannot be read, what is left of it.
    private func existing(_ id: Int64, expectedVersion: Int64? = nil) throws -> Cohort {
        let remains = catalog.malformedCohorts.first { $0.id == id }?.remains
        guard let cohort = remains ?? catalog.cohorts.first(where: { $0.id == id }) else {
            throw FlagStoreError.notFound("cohort \(id)")
        }
        guard expectedVersion == nil || expectedVersion == cohort.version else {
            throw FlagStoreError.staleCohort(current: cohort)
        }
        return cohort
    }

    private func check(_ cohort: Cohort, isNew: Bool) throws {
        let problems = validator.problems(with: cohort, isNew: isNew)
        guard problems.isEmpty else { throw FlagStoreError.invalid(problems) }
    }

    private func save(_ action: AuditedAction, _ cohort: Cohort, by origin: ChangeOrigin) throws -> Cohort {
        var cohort = cohort
        cohort.version &+= 1
        cohort.updatedAt = origin.time
        try cohorts.update(cohort)
        catalog.put(cohort)
        try audit(action, ofCohort: cohort.id, by: origin)
        return cohort
    }
}
