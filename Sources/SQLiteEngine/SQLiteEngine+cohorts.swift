public import FeatureFlags
import GRDB

extension SQLiteEngine {
    public func cohorts() async throws(FlagStoreError) -> [Cohort] {
        try readFlags { try CohortTable(database: $0).all().cohorts }
    }

    public func malformedCohorts() async throws(FlagStoreError) -> [MalformedCohort] {
        try readFlags { try CohortTable(database: $0).all().malformed }
    }

    public func createCohort(_ cohort: Cohort, by origin: ChangeOrigin) async throws(FlagStoreError) -> Cohort {
        try await changeFlags { try $0.create(cohort, by: origin) }
    }

    public func updateCohort(
        _ cohort: Cohort, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> Cohort {
        try await changeFlags { try $0.update(cohort, expectedVersion: expectedVersion, by: origin) }
    }

    public func deleteCohort(id: Int64, expectedVersion: Int64?, by origin: ChangeOrigin) async throws(FlagStoreError) {
        try await changeFlags { try $0.deleteCohort(id: id, expectedVersion: expectedVersion, by: origin) }
    }

    public func memberCounts() async throws(FlagStoreError) -> [Int64: Int] {
        try readFlags { try CohortMembers(database: $0).counts() }
    }

    /// The distinct ids a static cohort lists, in their order, behind one of them.
    public func members(
        ofCohort id: Int64, after distinctID: String, limit: Int
    ) throws(FlagStoreError) -> [String] {
        try readFlags { try CohortMembers(database: $0).distinctIDs(ofCohort: id, after: distinctID, limit: limit) }
    }

    public func changeMembers(
        ofCohort id: Int64, adding: [String], removing: [String], by origin: ChangeOrigin
    ) async throws(FlagStoreError) {
        try await changeFlags {
            try $0.changeMembers(ofCohort: id, adding: adding, removing: removing, by: origin)
        }
    }

    public func staticCohorts(ofPerson distinctID: String) async throws(FlagStoreError) -> Set<Int64> {
        try readFlags { try CohortMembers(database: $0).cohorts(ofPerson: distinctID) }
    }

    public func groupTypes() async throws(FlagStoreError) -> GroupTypeMapping {
        try await snapshot().flags.groupTypes
    }
}
