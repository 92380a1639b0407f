import Analytics
import GRDB
import JSON

extension Lookup {
    /// The events of one request, oldest first.
    func events(requestID: String, of person: Person?, limit: Int) throws -> [StoredEvent] {
        guard limit > 0 else { return [] }
        let select = try database.cachedStatement(
            sql: """
                SELECT b.distinct_key, b.timestamp, b.uuid, b.id, e.event, e.error_type IS NOT NULL
                FROM event_bodies b
                    JOIN events e ON e.distinct_key = b.distinct_key AND e.timestamp = b.timestamp AND e.uuid = b.uuid
                    JOIN distinct_ids d ON d.id = b.distinct_key
                WHERE b.request_hash = ?1 AND b.request_id = ?2 AND (?3 IS NULL OR d.person_id = ?3)
                ORDER BY b.timestamp, b.uuid LIMIT ?4
                """)
        var personID: Int64?
        if let person {
            personID = try id(of: person)
            guard personID != nil else { return [] }
        }
        try select.bind(PreparedEvent.requestHash(requestID), at: 1)
        try select.bind(requestID, at: 2)
        try select.bind(personID, at: 3)
        try select.bind(limit, at: 4)
        var rows: [EventRow] = []
        try select.forEachRow {
            guard let uuid = select.eventID(2) else { return }
            rows.append(
                EventRow(
                    distinctKey: select.int64(0), timestamp: select.timestamp(1), uuid: uuid, bodyID: select.int64(3),
                    event: select.text(4), isError: select.int64(5) != 0))
        }
        return try stored(rows)
    }
}
