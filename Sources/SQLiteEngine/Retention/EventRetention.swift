import Analytics
import GRDB

/// Deletes old events a little at a time, so that those who write meanwhile wait for one small transaction at most.
///
/// Persons stay, with the times they were first and last seen.
struct EventRetention: Sendable {
    /// The most events deleted in one transaction.
    private static let batch = 500
    /// The most distinct ids looked at in one read.
    private static let stride: Int64 = 5_000

    let engine: SQLiteEngine
    let moment: Timestamp

    /// - Returns: how many events were deleted.
    func run() async throws(EventStoreError) -> Int {
        var deleted = 0
        var after = Int64.min
        while let span = try engine.read({ try $0.distinctKeys(after: after, span: Self.stride, before: moment) }) {
            for key in span.keys {
                var removed: Int
                repeat {
                    removed = try await engine.writer.write { [moment] transaction in
                        try Self.delete(transaction.database, key: key, before: moment)
                    }
                    deleted += removed
                } while removed == Self.batch && !Task.isCancelled
            }
            guard !Task.isCancelled else { break }
            after = span.end
        }
        return deleted
    }

    private static func delete(_ database: Database, key: Int64, before moment: Timestamp) throws -> Int {
        let select = try database.cachedStatement(
            sql: """
                SELECT timestamp, uuid, body_id FROM events WHERE distinct_key = ? AND timestamp < ?
                ORDER BY timestamp, uuid LIMIT ?
                """)
        try select.bind(key, at: 1)
        try select.bind(moment, at: 2)
        try select.bind(batch, at: 3)
        var bodies: [Int64] = []
        var last: EventCursor?
        try select.forEachRow {
            bodies.append(select.int64(2))
            last = select.eventID(1).map { EventCursor(timestamp: select.timestamp(0), uuid: $0) }
        }
        guard let last else { return 0 }
        let deleteBody = try database.cachedStatement(sql: "DELETE FROM event_bodies WHERE id = ?")
        for body in bodies.sorted() {
            try deleteBody.bind(body, at: 1)
            try deleteBody.run()
        }
        let deleteRows = try database.cachedStatement(
            sql: "DELETE FROM events WHERE distinct_key = ? AND (timestamp, uuid) <= (?, ?)")
        try deleteRows.bind(key, at: 1)
        try deleteRows.bind(last.timestamp, at: 2)
        try deleteRows.bind(last.uuid, at: 3)
        try deleteRows.run()
        return bodies.count
    }
}
