import Analytics
import GRDB
import JSON

extension Lookup {
    /// The events of one request, oldest first.
    func events(requestID: String, of person: Person?, limit: Int) throws -> [StoredEvent] {
        guard limit > 0 else { return [] }
        var personID: Int64?
        if let person {
            personID = try id(of: person)
            guard personID != nil else { return [] }
        }
        let select = try database.cachedStatement(
            sql: """
                WITH RECURSIVE part (number, last) AS (
                    SELECT min(id) >> 14, (SELECT max(id) >> 14 FROM event_bodies) FROM event_bodies
                    UNION ALL SELECT number + 1, last FROM part WHERE number < last
                )
                SELECT b.distinct_key, b.timestamp, b.uuid, b.id, e.event, e.error_type IS NOT NULL
                FROM part
                    CROSS JOIN event_bodies b INDEXED BY event_bodies_by_request
                        ON b.id >> 14 = part.number AND b.request_hash = ?1
                    CROSS JOIN events e
                        ON e.distinct_key = b.distinct_key AND e.timestamp = b.timestamp AND e.uuid = b.uuid
                    CROSS JOIN distinct_ids d ON d.id = b.distinct_key
                WHERE b.request_id = ?2 AND (?3 IS NULL OR d.person_id = ?3)
                ORDER BY b.timestamp, b.uuid LIMIT ?4
                """)
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
