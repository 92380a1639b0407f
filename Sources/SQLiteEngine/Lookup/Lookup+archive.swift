import Analytics
import GRDB
import JSON

/// Everything the store holds, for moving it elsewhere.
extension Lookup {
    func arrivals(after place: Int64, limit: Int) throws -> [ArchivedEvent] {
        let select = try database.cachedStatement(
            sql: """
                SELECT b.id, b.distinct_key, b.timestamp, b.uuid, e.event, e.error_type IS NOT NULL
                FROM event_bodies b CROSS JOIN events e
                    ON e.distinct_key = b.distinct_key AND e.timestamp = b.timestamp AND e.uuid = b.uuid
                WHERE b.id > ?1 ORDER BY b.id LIMIT ?2
                """)
        try select.bind(place, at: 1)
        try select.bind(limit, at: 2)
        var rows: [EventRow] = []
        try select.forEachRow {
            guard let uuid = select.eventID(3) else { return }
            rows.append(
                EventRow(
                    distinctKey: select.int64(1), timestamp: select.timestamp(2), uuid: uuid, bodyID: select.int64(0),
                    event: select.text(4), isError: select.int64(5) != 0))
        }
        return zip(rows, try stored(rows)).map { ArchivedEvent(place: $0.bodyID, event: $1) }
    }

    func eventCount(after place: Int64) throws -> Int {
        let select = try database.cachedStatement(sql: "SELECT count(*) FROM event_bodies WHERE id > ?")
        try select.bind(place, at: 1)
        return try select.first { select.int(0) } ?? 0
    }

    func dailyCounts() throws -> [DailyEventCount] {
        let select = try database.cachedStatement(
            sql: """
                SELECT (timestamp - CASE WHEN timestamp < 0 THEN \(Timestamp.microsecondsPerDay - 1) ELSE 0 END)
                    / \(Timestamp.microsecondsPerDay) AS day, event, count(*)
                FROM events GROUP BY day, event ORDER BY day, event
                """)
        var counts: [DailyEventCount] = []
        try select.forEachRow {
            let (start, overflow) = select.int64(0).multipliedReportingOverflow(by: Timestamp.microsecondsPerDay)
            guard !overflow else { return }
            counts.append(
                DailyEventCount(day: Timestamp(microseconds: start), event: select.text(1), count: select.int(2)))
        }
        return counts
    }
}
