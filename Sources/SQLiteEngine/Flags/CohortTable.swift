import FeatureFlags
import GRDB
import JSON

/// Reads and writes cohorts.
struct CohortTable {
    let database: Database

    /// All cohorts by number; those that cannot be read are apart.
    func all() throws -> (cohorts: [Cohort], malformed: [MalformedCohort]) {
        let select = try database.cachedStatement(sql: "SELECT id, definition FROM cohorts ORDER BY id")
        var cohorts: [Cohort] = []
        var malformed: [MalformedCohort] = []
        try select.forEachRow {
            switch Self.read(select.text(1), id: select.int64(0)) {
            case .success(let cohort): cohorts.append(cohort)
            case .failure(let unreadable): malformed.append(unreadable.cohort)
            }
        }
        return (cohorts, malformed)
    }

    private struct Unreadable: Error {
        let cohort: MalformedCohort
    }

    private static func read(_ text: String, id: Int64) -> Result<Cohort, Unreadable> {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: text)
        } catch {
            let problem = FlagProblem(
                field: "cohort", rule: "JSON", detail: "the stored cohort is no JSON: \(error.description)")
            return .failure(Unreadable(cohort: MalformedCohort(id: id, problem: problem, source: .string(text))))
        }
        do throws(FlagProblem) {
            var cohort = try Cohort(json: json)
            cohort.id = id
            return .success(cohort)
        } catch {
            return .failure(Unreadable(cohort: MalformedCohort(id: id, problem: error, source: json)))
        }
    }

    /// The number the next new cohort gets; no number is ever used twice.
    func nextID() throws -> Int64 {
        let select = try database.cachedStatement(
            sql: "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'cohorts'), 0) + 1")
        return try select.first { select.int64(0) } ?? 1
    }

    func insert(_ cohort: Cohort) throws {
        let insert = try database.cachedStatement(sql: "INSERT INTO cohorts (id, definition) VALUES (?, ?)")
        try insert.bind(cohort.id, at: 1)
        try insert.bind(text: cohort.json.serialized(), at: 2)
        try insert.run()
    }

    func update(_ cohort: Cohort) throws {
        let update = try database.cachedStatement(sql: "UPDATE cohorts SET definition = ? WHERE id = ?")
        try update.bind(text: cohort.json.serialized(), at: 1)
        try update.bind(cohort.id, at: 2)
        try update.run()
    }

    /// Deletes a cohort and the list of its members.
    func delete(id: Int64) throws {
        for sql in ["DELETE FROM cohorts WHERE id = ?", "DELETE FROM cohort_members WHERE cohort_id = ?"] {
            let delete = try database.cachedStatement(sql: sql)
            try delete.bind(id, at: 1)
            try delete.run()
        }
    }
}
