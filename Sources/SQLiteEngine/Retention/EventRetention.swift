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
            var keys = span.keys[...]
            while !keys.isEmpty {
                guard !Task.isCancelled else { return deleted }
                let step = try await engine.writer.write(weight: Self.batch) { [keys, moment] transaction in
                    try Self.delete(transaction.database, keys: keys, before: moment)
                }
                deleted += step.events
                keys = keys.dropFirst(step.finishedKeys)
            }
            after = span.end
        }
        return deleted
    }

    /// What one transaction has done.
    private struct Step {
        var events = 0
        /// How many of the distinct ids have no old events left.
        var finishedKeys = 0
    }

    /// Deletes a batch of old events, of as many distinct ids as that takes: most have few each.
    private static func delete(
        _ database: Database, keys: ArraySlice<Int64>, before moment: Timestamp
    ) throws -> Step {
        var step = Step()
        for key in keys {
            step.events += try delete(database, key: key, before: moment, limit: batch - step.events)
            guard step.events < batch else { break }
            step.finishedKeys += 1
        }
        return step
    }

    private static func delete(
        _ database: Database, key: Int64, before moment: Timestamp, limit: Int
    ) throws -> Int {
        let select = try database.cachedStatement(
            sql: """
                SELECT timestamp, uuid, body_id FROM events WHERE distinct_key = ? AND timestamp < ?
                ORDER BY timestamp, uuid LIMIT ?
                """)
        try select.bind(key, at: 1)
        try select.bind(moment, at: 2)
        try select.bind(limit, at: 3)
        var bodies: [Int64] = []
        var last: EventCursor?
        try select.forEachRow {
            bodies.append(select.int64(2))
            last = select.eventID(1).map { EventCursor(timestamp: select.timestamp(0), uuid: $0) }
        }
        guard let last, let lastPlace = bodies.max() else { return 0 }
        let keepPlace = try database.cachedStatement(sql: "UPDATE deleted_places SET last = max(last, ?)")
        try keepPlace.bind(lastPlace, at: 1)
        try keepPlace.run()
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
