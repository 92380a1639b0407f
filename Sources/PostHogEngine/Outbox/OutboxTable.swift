import Analytics
import GRDB
import JSON

/// Reads and writes the outbox within one access to its file.
struct OutboxTable {
    /// The most refused events that are kept; the oldest go first.
    static let maximumDead = 10_000
    /// The part of the outbox's room that refused events may take.
    static let deadShare = 10
    /// The longest reason that is kept, in letters.
    private static let maximumReason = 500

    let database: Database

    // MARK: Waiting

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
                INSERT INTO waiting (uuid, captured_at, size, event) VALUES (?, ?, ?, ?)
                ON CONFLICT (uuid) DO NOTHING
                """)
        var places: [Int] = []
        var bytes = 0
        for (place, entry) in entries.enumerated() {
            try insert.execute(arguments: [
                entry.uuid.description, entry.capturedAt.microseconds, entry.size, entry.body,
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
    }

    /// The first events in order.
    /// - Parameter bytes: the most bytes together; the first event is given whatever its size.
    func first(_ count: Int, bytes: Int) throws -> [OutboxEntry] {
        let select = try database.cachedStatement(
            sql: "SELECT id, uuid, captured_at, event FROM waiting ORDER BY id LIMIT ?")
        select.arguments = [count]
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

    var isEmpty: Bool {
        get throws {
            try Int.fetchOne(database.cachedStatement(sql: "SELECT 1 FROM waiting LIMIT 1")) == nil
        }
    }

    /// The place of the first and of the last event that waits.
    var ends: (first: Int64, last: Int64)? {
        get throws {
            guard
                let row = try Row.fetchOne(
                    database.cachedStatement(sql: "SELECT min(id), max(id) FROM waiting")),
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
    }

    /// Gives room back to the disk after a long queue, a little at a time.
    /// - Parameter keptPages: how many free pages may stay for what comes next.
    func shrink(keptPages: Int = 2_048) throws {
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        guard free > keptPages else { return }
        // The pragma answers with a row for every page it frees.
        _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(2048)")
    }

    private func remove(_ entries: ArraySlice<OutboxEntry>) throws -> (count: Int, bytes: Int) {
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

    // MARK: Dead

    /// Sets an event aside that PostHog will never take.
    func setAside(
        _ entry: OutboxEntry, status: Int, reason: String, at time: Timestamp, maximumBytes: Int
    ) throws {
        let (count, bytes) = try remove([entry])
        guard count > 0 else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO dead (uuid, captured_at, set_aside_at, status, reason, size, event)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry.uuid.description, entry.capturedAt.microseconds, time.microseconds, status,
            String(reason.prefix(Self.maximumReason)), entry.size, entry.body,
        ])
        try database.cachedStatement(
            sql: """
                UPDATE totals SET waiting = waiting - 1, waiting_bytes = waiting_bytes - ?1, dead = dead + 1,
                    dead_kept = dead_kept + 1, dead_bytes = dead_bytes + ?1
                """
        ).execute(arguments: [bytes])
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

    /// Puts the refused events back at the end of the queue.
    /// - Returns: how many.
    func revive() throws -> Int {
        let entries = try Row.fetchAll(database, sql: "SELECT uuid, captured_at, event FROM dead ORDER BY id").map {
            row in
            OutboxEntry(
                id: 0, uuid: EventID(row[0] as String) ?? .unreadable, capturedAt: Timestamp(microseconds: row[1]),
                body: row[2])
        }
        let (places, bytes) = try add(entries)
        try countAdded(places.count, bytes: bytes)
        try database.execute(sql: "DELETE FROM dead; UPDATE totals SET dead_kept = 0, dead_bytes = 0")
        return places.count
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

    // MARK: Totals

    func statistics() throws -> OutboxStatistics {
        var statistics = OutboxStatistics()
        if let row = try Row.fetchOne(
            database, sql: "SELECT waiting, waiting_bytes, delivered, dead, dead_kept FROM totals")
        {
            statistics.waiting = row[0]
            statistics.waitingBytes = row[1]
            statistics.delivered = row[2]
            statistics.dead = row[3]
            statistics.deadKept = row[4]
        }
        statistics.oldest = try Int64.fetchOne(
            database, sql: "SELECT captured_at FROM waiting ORDER BY id LIMIT 1"
        ).map(Timestamp.init(microseconds:))
        return statistics
    }
}

extension EventID {
    /// Stands for a UUID that the file no longer tells; the event itself still does.
    fileprivate static let unreadable = EventID(high: 0, low: 0)
}
