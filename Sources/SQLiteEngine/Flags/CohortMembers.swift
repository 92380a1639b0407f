import GRDB

/// Reads and writes the members of static cohorts.
struct CohortMembers {
    let database: Database

    /// - Returns: whether the distinct id was no member before.
    func add(_ distinctID: String, to cohort: Int64) throws -> Bool {
        let insert = try database.cachedStatement(
            sql: "INSERT INTO cohort_members (cohort_id, distinct_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
        try insert.bind(cohort, at: 1)
        try insert.bind(distinctID, at: 2)
        try insert.run()
        return database.changesCount > 0
    }

    /// Removes a person, by whichever of the distinct ids it was added.
    /// - Returns: whether the person was a member.
    func remove(_ distinctID: String, from cohort: Int64) throws -> Bool {
        let delete = try database.cachedStatement(
            sql: "DELETE FROM cohort_members WHERE cohort_id = ?2 AND distinct_id IN (\(Self.allDistinctIDs))")
        try delete.bind(distinctID, at: 1)
        try delete.bind(cohort, at: 2)
        try delete.run()
        return database.changesCount > 0
    }

    /// The cohorts a person is in, by whichever of the distinct ids it was added.
    func cohorts(ofPerson distinctID: String) throws -> Set<Int64> {
        let select = try database.cachedStatement(
            sql: "SELECT cohort_id FROM cohort_members WHERE distinct_id IN (\(Self.allDistinctIDs))")
        try select.bind(distinctID, at: 1)
        var cohorts: Set<Int64> = []
        try select.forEachRow { cohorts.insert(select.int64(0)) }
        return cohorts
    }

    /// The members of a cohort as they were added, in the order of their distinct ids.
    func distinctIDs(ofCohort id: Int64, after distinctID: String, limit: Int) throws -> [String] {
        let select = try database.cachedStatement(
            sql: "SELECT distinct_id FROM cohort_members WHERE cohort_id = ? AND distinct_id > ? ORDER BY 1 LIMIT ?")
        try select.bind(id, at: 1)
        try select.bind(distinctID, at: 2)
        try select.bind(Int64(limit), at: 3)
        var distinctIDs: [String] = []
        try select.forEachRow { distinctIDs.append(select.text(0)) }
        return distinctIDs
    }

    /// How many members the cohorts have that have any.
    func counts() throws -> [Int64: Int] {
        let select = try database.cachedStatement(
            sql: "SELECT cohort_id, count(*) FROM cohort_members GROUP BY cohort_id")
        var counts: [Int64: Int] = [:]
        try select.forEachRow { counts[select.int64(0)] = select.int(1) }
        return counts
    }

    /// The distinct ids of the person that ?1 belongs to, and ?1 itself, which nobody needs to have seen.
    static let allDistinctIDs = """
        SELECT ?1 UNION SELECT other.distinct_id FROM distinct_ids own
            JOIN distinct_ids other ON other.person_id = own.person_id WHERE own.distinct_id = ?1
        """
}
