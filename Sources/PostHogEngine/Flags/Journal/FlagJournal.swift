import Analytics
import FeatureFlags
import GRDB
import JSON

/// Keeps on this machine what PostHog does not keep for the gateway.
///
/// PostHog knows one actor for all of the gateway's writes, the owner of its key, and no reason.
final class FlagJournal: Sendable {
    static let fileName = "posthog.sqlite"
    /// The most unknown keys that are kept; the newest stay.
    static let maximumUnknownKeys = 1_000
    private static let maximumKeyLength = 400
    /// So that no sum of two overflows.
    private static let maximumCount = Int(Int32.max)

    private let database: DatabaseQueue

    init(directory: String) throws(EventStoreError) {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        database = try LocalDatabase.open(path: prefix + Self.fileName, migrations: JournalSchema.migrations)
    }

    func close() throws(EventStoreError) {
        do {
            try database.close()
        } catch {
            throw EventStoreError(local: error)
        }
    }

    // MARK: Changes

    /// Adds a change that left a flag as it is given.
    func add(_ entry: JournalEntry, leaving flag: FeatureFlag) async throws(FlagStoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO flag_changes (flag_id, key, version, action, actor_id, actor_name, actor_email,
                        timestamp, reason, diff, definition)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (flag_id, version) DO NOTHING
                    """,
                arguments: [
                    entry.flagID, entry.key, entry.version, entry.action.rawValue, entry.origin.actor.id,
                    entry.origin.actor.name, entry.origin.actor.email, entry.origin.time.microseconds,
                    entry.origin.reason, entry.diff.json.text, flag.json.text,
                ])
            if !flag.deleted {
                try database.execute(sql: "DELETE FROM unknown_flag_keys WHERE key = ?", arguments: [flag.key])
            }
        }
    }

    /// The changes of a flag by the version they made.
    func changes(flagID: Int64) async throws(FlagStoreError) -> [Int64: JournalEntry] {
        let rows = try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT key, version, action, actor_id, actor_name, actor_email, timestamp, reason, diff
                    FROM flag_changes WHERE flag_id = ?
                    """,
                arguments: [flagID]
            ).map { row in
                (version: row[1] as Int64, entry: Self.entry(row, flagID: flagID))
            }
        }
        var entries: [Int64: JournalEntry] = [:]
        for case (let version, let entry?) in rows { entries[version] = entry }
        return entries
    }

    /// The change that made a version.
    func change(flagID: Int64, version: Int64) async throws(FlagStoreError) -> JournalEntry? {
        try await changes(flagID: flagID)[version]
    }

    /// The flag as a change through this gateway left it.
    func flag(id: Int64, version: Int64) async throws(FlagStoreError) -> FeatureFlag? {
        try await read { database in
            try String.fetchOne(
                database, sql: "SELECT definition FROM flag_changes WHERE flag_id = ? AND version = ?",
                arguments: [id, version]
            ).flatMap { try? FeatureFlag(json: JSONText(validated: $0).parsed()) }
        }
    }

    /// The number of the flag that last had a key, as far as it was changed here.
    func flagID(lastKey key: String) async throws(FlagStoreError) -> Int64? {
        try await read { database in
            try Int64.fetchOne(
                database, sql: "SELECT flag_id FROM flag_changes WHERE key = ? ORDER BY id DESC LIMIT 1",
                arguments: [key])
        }
    }

    private static func entry(_ row: Row, flagID: Int64) -> JournalEntry? {
        guard let action = FlagChange.Action(rawValue: row[2]) else { return nil }
        let origin = ChangeOrigin(
            actor: FlagActor(id: row[3], name: row[4], email: row[5]), time: Timestamp(microseconds: row[6]),
            reason: row[7])
        return JournalEntry(
            flagID: flagID, key: row[0], version: row[1], action: action, origin: origin,
            diff: FlagDiff(json: JSONText(validated: row[8]).parsed()))
    }

    // MARK: Usage

    /// Counts evaluations by the flags' numbers.
    func count(_ counts: [Int64: Int], at time: Timestamp) async throws(FlagStoreError) {
        try await write { database in
            let upsert = try database.cachedStatement(
                sql: """
                    INSERT INTO flag_usage (flag_id, evaluations, last_called_at) VALUES (?1, ?2, ?3)
                    ON CONFLICT (flag_id) DO UPDATE SET
                        evaluations = min(evaluations, 4611686018427387904) + ?2,
                        last_called_at = max(last_called_at, ?3)
                    """)
            for (id, count) in counts {
                try upsert.execute(arguments: [id, min(count, Self.maximumCount), time.microseconds])
            }
        }
    }

    /// What was counted here, by the flags' numbers.
    func usage() async throws(FlagStoreError) -> [Int64: FlagUsage] {
        let rows = try await read { database in
            try Row.fetchAll(database, sql: "SELECT flag_id, evaluations, last_called_at FROM flag_usage").map { row in
                (
                    row[0] as Int64,
                    FlagUsage(evaluations: row[1], lastCalledAt: Timestamp(microseconds: row[2]))
                )
            }
        }
        return Dictionary(rows) { first, _ in first }
    }

    // MARK: Unknown keys

    func countUnknown(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError) {
        let counts = counts.filter { key, count in
            count > 0 && !key.isEmpty && key.utf8.count <= Self.maximumKeyLength
        }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximumUnknownKeys)
        guard !counts.isEmpty else { return }
        try await write { database in
            let upsert = try database.cachedStatement(
                sql: """
                    INSERT INTO unknown_flag_keys (key, count, first_seen, last_seen) VALUES (?1, ?2, ?3, ?3)
                    ON CONFLICT (key) DO UPDATE SET
                        count = min(count, 4611686018427387904) + ?2,
                        first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?3)
                    """)
            for (key, count) in counts {
                try upsert.execute(arguments: [key, min(count, Self.maximumCount), time.microseconds])
            }
            try database.execute(
                sql: """
                    DELETE FROM unknown_flag_keys WHERE key IN
                        (SELECT key FROM unknown_flag_keys ORDER BY last_seen DESC, count DESC, key LIMIT -1 OFFSET ?)
                    """,
                arguments: [Self.maximumUnknownKeys])
        }
    }

    /// Most asked for first.
    func unknownKeys(limit: Int) async throws(FlagStoreError) -> [UnknownFlagKey] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT key, count, first_seen, last_seen FROM unknown_flag_keys
                    ORDER BY count DESC, last_seen DESC, key LIMIT ?
                    """,
                arguments: [max(0, limit)]
            ).map { row in
                UnknownFlagKey(
                    key: row[0], count: row[1], firstSeen: Timestamp(microseconds: row[2]),
                    lastSeen: Timestamp(microseconds: row[3]))
            }
        }
    }

    // MARK: Experience continuity

    func hashKeys(distinctID: String) async throws(FlagStoreError) -> [String: String] {
        let rows = try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT flag_key, hash_key FROM hash_key_overrides WHERE distinct_id = ?",
                arguments: [distinctID]
            ).map { ($0[0] as String, $0[1] as String) }
        }
        return Dictionary(rows) { first, _ in first }
    }

    func keepHashKey(_ hashKey: String, flagKeys: [String], distinctID: String) async throws(FlagStoreError) {
        try await write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO hash_key_overrides (distinct_id, flag_key, hash_key) VALUES (?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """)
            for flagKey in flagKeys { try insert.execute(arguments: [distinctID, flagKey, hashKey]) }
        }
    }

    // MARK: Access

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(FlagStoreError) -> Value {
        do {
            return try await database.read(body)
        } catch {
            throw FlagStoreError(local: error)
        }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(FlagStoreError) -> Value {
        do {
            return try await database.write(body)
        } catch {
            throw FlagStoreError(local: error)
        }
    }
}

extension FlagStoreError {
    /// What a failure of a local file means to those who asked for flags.
    init(local error: any Error) {
        let error = EventStoreError(local: error)
        self =
            switch error.code {
            case .unavailable: .unavailable(error.message, retryAfterSeconds: error.retryAfterSeconds)
            case .full: .unavailable(error.message, retryAfterSeconds: nil)
            case .unsupported: .unsupported(error.message)
            case .upstream(let status): .upstream(status: status, detail: error.message)
            case .invalidCursor, .failed: .failed(error.message)
            }
    }
}
