import Analytics
import GRDB
import JSON

extension Lookup {
    /// The most events of one person that report an evaluation and are read.
    static let maximumFlagCalls = 2_000
    /// The most other events of one person that are read for the flags they carry.
    static let maximumFlagCarriers = 1_000

    /// Reads the newest events up to a limit: a person may have any number, and flags seldom change.
    func flagExposures(of person: Person, in window: TimeWindow) throws -> FlagExposures {
        let keys = try distinctKeys(of: person)
        var tally = FlagExposureTally()
        let hasAllCalls = try add(
            keys, window, "event = ?4", limit: Self.maximumFlagCalls, to: &tally)
        let hasAllCarriers = try add(
            keys, window, "event <> ?4", limit: Self.maximumFlagCarriers, to: &tally)
        return tally.exposures(isComplete: hasAllCalls && hasAllCarriers)
    }

    /// - Returns: whether there were no more than `limit` events.
    private func add(
        _ keys: [Int64], _ window: TimeWindow, _ condition: String, limit: Int, to tally: inout FlagExposureTally
    ) throws -> Bool {
        let select = try database.cachedStatement(
            sql: """
                SELECT timestamp, uuid, body_id, event, 0 FROM events
                WHERE distinct_key = ?1 AND timestamp BETWEEN ?2 AND ?3 AND \(condition)
                ORDER BY timestamp DESC, uuid DESC LIMIT ?5
                """)
        var newest = NewestRows(limit: limit + 1)
        for key in keys {
            var rows: [EventRow] = []
            try select.bind(key, at: 1)
            try select.bind(window.start, at: 2)
            try select.bind(window.end, at: 3)
            try select.bind(FlagExposureTally.callEvent, at: 4)
            try select.bind(limit + 1, at: 5)
            try select.forEachRow {
                guard let uuid = select.eventID(1) else { return }
                rows.append(
                    EventRow(
                        distinctKey: key, timestamp: select.timestamp(0), uuid: uuid, bodyID: select.int64(2),
                        event: select.text(3), isError: false))
            }
            newest.add(rows)
        }
        let body = try database.cachedStatement(
            sql: "SELECT properties FROM event_bodies WHERE id = ? AND instr(properties, '\"$feature') > 0")
        for row in newest.rows.prefix(limit) {
            try body.bind(row.bodyID, at: 1)
            let properties = try body.first { JSONText(validated: body.text(0)).parsed().objectValue }
            guard let properties = properties ?? nil else { continue }
            tally.add(event: row.event, at: row.timestamp, properties: properties)
        }
        return newest.rows.count <= limit
    }
}
