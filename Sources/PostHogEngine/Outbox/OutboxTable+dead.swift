import Analytics
import GRDB
import JSON

/// The events that PostHog does not take.
extension OutboxTable {
    /// Sets an event aside that PostHog will never take.
    func setAside(
        _ entry: OutboxEntry, status: Int, reason: String, at time: Timestamp, maximumBytes: Int
    ) throws {
        let (count, bytes) = try remove([entry])
        guard count > 0 else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO dead (uuid, captured_at, set_aside_at, status, reason, size, event, project)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry.uuid.description, entry.capturedAt.microseconds, time.microseconds, status,
            String(reason.prefix(Self.maximumReason)), entry.size, entry.body, project,
        ])
        try database.cachedStatement(
            sql: """
                UPDATE totals SET waiting = waiting - 1, waiting_bytes = waiting_bytes - ?1, dead = dead + 1,
                    dead_kept = dead_kept + 1, dead_bytes = dead_bytes + ?1
                """
        ).execute(arguments: [bytes])
        try countWaiting(-count)
        try forgetOldestDead(maximumBytes: maximumBytes / Self.deadShare)
    }

    /// The newest refused events.
    func dead(limit: Int) throws -> [DeadEvent] {
        try Row.fetchAll(
            database,
            sql: "SELECT uuid, captured_at, set_aside_at, status, reason, event FROM dead ORDER BY id DESC LIMIT ?",
            arguments: [max(0, limit)]
        ).map { row in
            DeadEvent(
                uuid: EventID(row[0] as String) ?? .unreadable, capturedAt: Timestamp(microseconds: row[1]),
                setAsideAt: Timestamp(microseconds: row[2]), status: row[3], reason: row[4],
                event: JSONText(validated: row[5]))
        }
    }

    /// Puts the refused events back at the end of the queue, each for its own project.
    /// - Returns: how many.
    func revive() throws -> Int {
        var revived = 0
        for project in try Int64.fetchAll(database, sql: "SELECT DISTINCT project FROM dead") {
            let rows = try Row.fetchAll(
                database, sql: "SELECT uuid, captured_at, event FROM dead WHERE project = ? ORDER BY id",
                arguments: [project])
            let entries = rows.map { row in
                OutboxEntry(
                    id: 0, uuid: EventID(row[0] as String) ?? .unreadable,
                    capturedAt: Timestamp(microseconds: row[1]), body: row[2])
            }
            let table = OutboxTable(database: database, project: project)
            let (places, bytes) = try table.add(entries)
            try table.countAdded(places.count, bytes: bytes)
            revived += places.count
        }
        try database.execute(sql: "DELETE FROM dead; UPDATE totals SET dead_kept = 0, dead_bytes = 0")
        return revived
    }

    private func forgetOldestDead(maximumBytes: Int) throws {
        while true {
            let totals = try Row.fetchOne(database, sql: "SELECT dead_kept, dead_bytes FROM totals")
            guard let totals, let kept: Int = totals[0], let bytes: Int = totals[1],
                kept > Self.maximumDead || bytes > maximumBytes,
                let oldest = try Row.fetchOne(database, sql: "SELECT id, size FROM dead ORDER BY id LIMIT 1"),
                let id: Int64 = oldest[0], let size: Int = oldest[1]
            else { return }
            try database.execute(sql: "DELETE FROM dead WHERE id = ?", arguments: [id])
            try database.execute(
                sql: "UPDATE totals SET dead_kept = dead_kept - 1, dead_bytes = dead_bytes - ?",
                arguments: [size])
        }
    }
}
