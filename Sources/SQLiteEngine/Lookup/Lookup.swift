import Analytics
import GRDB
import JSON

/// Answers questions about one snapshot of the store.
struct Lookup {
    let database: Database
    /// In milliseconds; requests over it are slow when the project sends no `slow_request` events.
    let slowThreshold: Double

    /// Whether the project marks its slow requests itself (DESIGN §4.13).
    func projectSendsSlowRequests() throws -> Bool {
        let select = try database.cachedStatement(sql: "SELECT 1 FROM event_names WHERE name = 'slow_request'")
        return try select.first { true } ?? false
    }

    /// Fails when the tables cannot be read.
    func checkSchema() throws {
        let select = try database.cachedStatement(sql: "SELECT max(id) FROM event_bodies")
        _ = try select.first { select.optionalInt64(0) }
    }

    func group(type: String, key: String) throws -> Group? {
        let select = try database.cachedStatement(
            sql: """
                SELECT type_index, created_at, properties FROM group_types JOIN groups USING (type_index)
                WHERE type = ? AND group_key = ?
                """)
        try select.bind(type, at: 1)
        try select.bind(key, at: 2)
        return try select.first {
            Group(
                type: type, typeIndex: select.int(0), key: key,
                properties: JSONText(validated: select.text(2)).parsed().objectValue ?? [:],
                createdAt: select.timestamp(1))
        }
    }
}
