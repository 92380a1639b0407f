import Analytics
import GRDB
import JSON

/// Reads and writes what one project has in the outbox, within one access to the file.
struct OutboxTable {
    /// The most refused events that are kept; the oldest go first.
    static let maximumDead = 10_000
    /// The part of the outbox's room that refused events may take.
    static let deadShare = 10
    /// The longest reason that is kept, in letters.
    static let maximumReason = 500

    let database: Database
    /// The project's row; 0 for one that has put nothing in yet.
    let project: Int64

    /// The bytes that wait, for any project.
    var waitingBytes: Int {
        get throws {
            try Int.fetchOne(database.cachedStatement(sql: "SELECT waiting_bytes FROM totals")) ?? 0
        }
    }

    /// Adds events in their order; one whose UUID waits already is left out.
    /// - Returns: the places of those that were added, and their bytes together.
    func add(_ entries: [OutboxEntry]) throws -> (places: [Int], bytes: Int) {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO waiting (uuid, captured_at, size, event, project) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (uuid) DO NOTHING
                """)
        var places: [Int] = []
        var bytes = 0
        for (place, entry) in entries.enumerated() {
            try insert.execute(arguments: [
                entry.uuid.description, entry.capturedAt.microseconds, entry.size, entry.body, project,
            ])
            guard database.changesCount > 0 else { continue }
            places.append(place)
            bytes += entry.size
        }
        return (places, bytes)
    }

    /// Counts what ``add(_:)`` added.
    func countAdded(_ count: Int, bytes: Int) throws {
        try database.cachedStatement(
            sql: "UPDATE totals SET waiting = waiting + ?, waiting_bytes = waiting_bytes + ?"
        ).execute(arguments: [count, bytes])
        try countWaiting(count)
    }

    /// The first events in order.
    /// - Parameter bytes: the most bytes together; the first event is given whatever its size.
    func first(_ count: Int, bytes: Int) throws -> [OutboxEntry] {
        let select = try database.cachedStatement(
            sql: "SELECT id, uuid, captured_at, event FROM waiting WHERE project = ? ORDER BY id LIMIT ?")
        select.arguments = [project, count]
        let rows = try Row.fetchCursor(select)
        var entries: [OutboxEntry] = []
        var size = 0
        while let row = try rows.next() {
            let entry = OutboxEntry(
                id: row[0], uuid: EventID(row[1] as String) ?? .unreadable,
                capturedAt: Timestamp(microseconds: row[2]), body: row[3])
            guard entries.isEmpty || size + entry.size <= bytes else { break }
            size += entry.size
            entries.append(entry)
        }
        return entries
    }

    /// The place of the first and of the last event that waits.
    var ends: (first: Int64, last: Int64)? {
        get throws {
            guard
                let row = try Row.fetchOne(
                    // One query for both would read all that wait.
                    database.cachedStatement(
                        sql: """
                            SELECT (SELECT min(id) FROM waiting WHERE project = ?1),
                                (SELECT max(id) FROM waiting WHERE project = ?1)
                            """), arguments: [project]),
                let first: Int64 = row[0], let last: Int64 = row[1]
            else { return nil }
            return (first, last)
        }
    }

    /// Takes out events that PostHog has.
    func remove(delivered entries: ArraySlice<OutboxEntry>) throws {
        let (count, bytes) = try remove(entries)
        try database.cachedStatement(
            sql: """
                UPDATE totals SET waiting = waiting - ?1, waiting_bytes = waiting_bytes - ?2,
                    delivered = delivered + ?1
                """
        ).execute(arguments: [count, bytes])
        try countWaiting(-count)
    }

    /// Gives room back to the disk after a long queue, a little at a time.
    /// - Parameter keptPages: how many free pages may stay for what comes next.
    func shrink(keptPages: Int = 2_048) throws {
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        guard free > keptPages else { return }
        // The pragma answers with a row for every page it frees.
        _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(2048)")
    }

    func remove(_ entries: ArraySlice<OutboxEntry>) throws -> (count: Int, bytes: Int) {
        let delete = try database.cachedStatement(sql: "DELETE FROM waiting WHERE id = ?")
        var count = 0
        var bytes = 0
        for entry in entries {
            try delete.execute(arguments: [entry.id])
            guard database.changesCount > 0 else { continue }
            count += 1
            bytes += entry.size
        }
        return (count, bytes)
    }

    func countWaiting(_ change: Int) throws {
        try database.cachedStatement(sql: "UPDATE projects SET waiting = waiting + ? WHERE id = ?")
            .execute(arguments: [change, project])
    }

    func statistics() throws -> OutboxStatistics {
        var statistics = OutboxStatistics()
        if let row = try Row.fetchOne(
            database,
            sql: """
                SELECT waiting_bytes, delivered, dead, dead_kept,
                    (SELECT coalesce(sum(waiting), 0) FROM projects WHERE id = ?1),
                    (SELECT coalesce(sum(waiting), 0) FROM projects WHERE id <> ?1)
                FROM totals
                """, arguments: [project])
        {
            statistics.waitingBytes = row[0]
            statistics.delivered = row[1]
            statistics.dead = row[2]
            statistics.deadKept = row[3]
            statistics.waiting = row[4]
            statistics.waitingElsewhere = row[5]
        }
        statistics.oldest = try Int64.fetchOne(
            database, sql: "SELECT captured_at FROM waiting WHERE project = ? ORDER BY id LIMIT 1",
            arguments: [project]
        ).map(Timestamp.init(microseconds:))
        return statistics
    }
}

extension EventID {
    /// Stands for a UUID that the file no longer tells; the event itself still does.
    static let unreadable = EventID(high: 0, low: 0)
}
