import FeatureFlags
import GRDB
import JSON

/// Reads and writes cohorts.
struct CohortTable {
    let database: Database

    /// All cohorts by number; one that cannot be read is left out, and the flags that ask for it fail alone.
    func all() throws -> [Cohort] {
        let select = try database.cachedStatement(sql: "SELECT id, definition FROM cohorts ORDER BY id")
        var cohorts: [Cohort] = []
        try select.forEachRow {
            guard let json = try? JSON(parsing: select.text(1)), var cohort = try? Cohort(json: json) else { return }
            cohort.id = select.int64(0)
            cohorts.append(cohort)
        }
        return cohorts
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
