import Analytics
import GRDB
import JSON

/// Events of everybody, in the order they arrived: the store keeps no index by time alone (``EventsSchema``).
extension Lookup {
    /// The most arrivals one page looks at. A page without a match has a cursor all the same, so nothing is passed over.
    static let scannedArrivals = 20_000
    private static let propertyValueLimit = 10
    /// How much of properties, in bytes of JSON, is read for the values of one of them; the newest events come first.
    static let maximumPropertyBytes = 16 * 1024 * 1024

    func events(matching query: ProjectEventQuery) throws -> ProjectEventPage {
        let before = try query.cursor.map { text in
            guard let id = Int64(text), id > 0 else {
                throw EventStoreError(.invalidCursor, "the cursor is none of a list of events")
            }
            return id
        }
        guard query.limit > 0 else { return ProjectEventPage(events: [], nextCursor: nil) }
        var rows: [EventRow] = []
        var last: Int64?
        var scanned = 0
        try forEachArrival(before: before) { row, distinctID in
            scanned += 1
            last = row.bodyID
            if query.window.contains(row.timestamp), query.event.map({ $0 == row.event }) ?? true,
                query.distinctID.map({ $0 == distinctID }) ?? true
            {
                rows.append(row)
            }
            return rows.count < query.limit && scanned < Self.scannedArrivals
        }
        let isStopped = rows.count >= query.limit || scanned >= Self.scannedArrivals
        return ProjectEventPage(events: try stored(rows), nextCursor: isStopped ? last.map(String.init) : nil)
    }

    func propertyValues(of property: String, event: String, search: String?) throws -> [String] {
        var counts: [String: Int] = [:]
        var scanned = 0
        var rows: [EventRow] = []
        try forEachArrival(before: nil) { row, _ in
            scanned += 1
            if row.event == event { rows.append(row) }
            return scanned < Self.scannedArrivals
        }
        let wanted = search?.lowercased()
        let body = try database.cachedStatement(sql: "SELECT properties FROM event_bodies WHERE id = ?")
        var bytes = 0
        for row in rows where bytes < Self.maximumPropertyBytes {
            try body.bind(row.bodyID, at: 1)
            guard let properties = try body.first({ body.text(0) }) else { continue }
            bytes += properties.utf8.count
            guard let value = JSONText(validated: properties).parsed()[property], !value.isNull else { continue }
            let text = value.stringValue ?? value.text
            if let wanted, !text.lowercased().contains(wanted) { continue }
            counts[text, default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.propertyValueLimit).map(\.key)
    }

    /// - Parameter body: returns false to stop.
    private func forEachArrival(before: Int64?, _ body: (EventRow, String) throws -> Bool) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT b.id, b.distinct_key, b.timestamp, b.uuid, e.event, e.error_type IS NOT NULL, d.distinct_id
                FROM event_bodies b
                    CROSS JOIN events e
                        ON e.distinct_key = b.distinct_key AND e.timestamp = b.timestamp AND e.uuid = b.uuid
                    CROSS JOIN distinct_ids d ON d.id = b.distinct_key
                WHERE b.id < ?1 ORDER BY b.id DESC LIMIT \(Self.scannedArrivals)
                """)
        try select.bind(before ?? .max, at: 1)
        try select.readRows(while: {
            guard let uuid = select.eventID(3) else { return true }
            return try body(
                EventRow(
                    distinctKey: select.int64(1), timestamp: select.timestamp(2), uuid: uuid, bodyID: select.int64(0),
                    event: select.text(4), isError: select.int64(5) != 0), select.text(6))
        })
    }
}
