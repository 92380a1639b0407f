import Analytics
import FeatureFlags
import GRDB

extension FlagJournal {
    /// Counts evaluations, or calls, by the flags' numbers.
    func count(_ tallies: [Int64: FlagCallTally.Calls], areCalls: Bool) async throws(FlagStoreError) {
        try await write { database in
            let upsert = try database.cachedStatement(
                sql: """
                    INSERT INTO flag_usage (flag_id, evaluations, calls, last_called_at) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (flag_id) DO UPDATE SET
                        evaluations = min(evaluations, 4611686018427387904) + ?2,
                        calls = min(calls, 4611686018427387904) + ?3,
                        last_called_at = max(last_called_at, ?4)
                    """)
            for (id, tally) in tallies {
                let count = min(tally.count, Self.maximumCount)
                try upsert.execute(arguments: [
                    id, areCalls ? 0 : count, areCalls ? count : 0, tally.last.microseconds,
                ])
            }
        }
    }

    /// What was counted here, by the flags' numbers.
    func usage() async throws(FlagStoreError) -> [Int64: FlagUsage] {
        let rows = try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT flag_id, evaluations, calls, last_called_at FROM flag_usage"
            ).map { row in
                (
                    row[0] as Int64,
                    FlagUsage(
                        evaluations: row[1], calls: row[2], lastCalledAt: Timestamp(microseconds: row[3]))
                )
            }
        }
        return Dictionary(rows) { first, _ in first }
    }

    // MARK: Unknown keys

    func countUnknown(_ tallies: [String: FlagCallTally.Calls]) async throws(FlagStoreError) {
        let tallies = tallies.filter { key, tally in
            tally.count > 0 && !key.isEmpty && key.utf8.count <= Self.maximumKeyLength
        }.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.maximumUnknownKeys)
        guard !tallies.isEmpty else { return }
        try await write { database in
            let upsert = try database.cachedStatement(
                sql: """
                    INSERT INTO unknown_flag_keys (key, count, first_seen, last_seen) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (key) DO UPDATE SET
                        count = min(count, 4611686018427387904) + ?2,
                        first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?4)
                    """)
            for (key, tally) in tallies {
                try upsert.execute(arguments: [
                    key, min(tally.count, Self.maximumCount), tally.first.microseconds, tally.last.microseconds,
                ])
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
}
