import Analytics
import GRDB
import JSON

extension Lookup {
    func events(
        of person: Person, in window: TimeWindow, matching filter: EventFilter, page: PageRequest
    ) throws -> EventPage {
        let condition = EventCondition(filter, rule: try slowRule())
        let keys = try distinctKeys(of: person)
        let total = try keys.reduce(0) { try $0 + count(of: $1, in: window, condition) }
        let limit = max(0, page.limit)
        guard total > 0, limit > 0 else { return EventPage(events: [], total: total, nextCursor: nil) }
        let bounds = PageBounds(window: window, cursor: page.cursor)
        // One row more than asked for tells whether there is another page.
        let wanted = limit == .max ? limit : limit + 1
        var newest = NewestRows(limit: wanted)
        for key in keys { newest.add(try newestRows(of: key, bounds, condition, limit: wanted)) }
        let shown = newest.rows.prefix(limit)
        let isLast = newest.rows.count <= limit
        let next = isLast ? nil : shown.last.map { EventCursor(timestamp: $0.timestamp, uuid: $0.uuid) }
        return EventPage(events: try stored(shown), total: total, nextCursor: next)
    }

    private func count(of key: Int64, in window: TimeWindow, _ condition: EventCondition) throws -> Int {
        let select = try database.cachedStatement(
            sql: """
                SELECT count(*) FROM events WHERE distinct_key = ?1 AND timestamp BETWEEN ?2 AND ?3 \(condition.sql)
                """)
        try select.bind(key, at: 1)
        try select.bind(window.start, at: 2)
        try select.bind(window.end, at: 3)
        try condition.bind(to: select)
        return try select.first { select.int(0) } ?? 0
    }

    private func newestRows(
        of key: Int64, _ bounds: PageBounds, _ condition: EventCondition, limit: Int
    ) throws -> [EventRow] {
        let select = try database.cachedStatement(
            sql: """
                SELECT timestamp, uuid, body_id, event, error_type IS NOT NULL FROM events
                WHERE distinct_key = ?1 AND timestamp >= ?2 AND (timestamp, uuid) < (?3, ?5) \(condition.sql)
                ORDER BY timestamp DESC, uuid DESC LIMIT ?6
                """)
        try select.bind(key, at: 1)
        try select.bind(bounds.start, at: 2)
        try select.bind(bounds.beforeTimestamp, at: 3)
        try condition.bind(to: select)
        try select.bind(blob: bounds.beforeUUID, at: 5)
        try select.bind(limit, at: 6)
        var rows: [EventRow] = []
        try select.forEachRow {
            guard let uuid = select.eventID(1) else { return }
            rows.append(
                EventRow(
                    distinctKey: key, timestamp: select.timestamp(0), uuid: uuid, bodyID: select.int64(2),
                    event: select.text(3), isError: select.int64(4) != 0))
        }
        return rows
    }

    /// Reads the bodies of rows.
    func stored(_ rows: some Sequence<EventRow>) throws -> [StoredEvent] {
        let body = try database.cachedStatement(sql: "SELECT request_id, properties FROM event_bodies WHERE id = ?")
        let name = try database.cachedStatement(sql: "SELECT distinct_id FROM distinct_ids WHERE id = ?")
        var distinctIDs: [Int64: String] = [:]
        return try rows.map { row in
            let distinctID: String
            if let known = distinctIDs[row.distinctKey] {
                distinctID = known
            } else {
                try name.bind(row.distinctKey, at: 1)
                distinctID = try name.first { name.text(0) } ?? ""
                distinctIDs[row.distinctKey] = distinctID
            }
            try body.bind(row.bodyID, at: 1)
            let content = try body.first { (body.optionalText(0), body.text(1)) }
            guard let (requestID, properties) = content else {
                throw EventStoreError(.failed, "an event's properties are missing")
            }
            return StoredEvent(
                uuid: row.uuid, event: row.event, distinctID: distinctID, timestamp: row.timestamp,
                requestID: requestID, isError: row.isError, properties: JSONText(validated: properties))
        }
    }
}
