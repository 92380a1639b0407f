import Analytics
import FeatureFlags
import GRDB

/// Reads and writes the keys that were asked for although no flag has them.
struct UnknownKeyTable {
    /// The most keys that are kept. Anybody may ask for anything: those not asked for longest are forgotten.
    static let maximumKeys = 1_000
    /// The longest key that is kept, in bytes.
    static let maximumKeyLength = FlagValidator.maximumKeyLength

    let database: Database

    /// Counts requests for keys; those that a flag has, and those no flag could have for their length, are left out.
    func add(_ counts: some Sequence<(key: String, count: Int, first: Timestamp, last: Timestamp)>) throws {
        let upsert = try database.cachedStatement(
            sql: """
                INSERT INTO unknown_flag_keys (key, count, first_seen, last_seen)
                SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM feature_flags WHERE key = ?1 AND deleted = 0)
                ON CONFLICT (key) DO UPDATE SET
                    count = min(count, 4611686018427387904) + excluded.count,
                    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
                """)
        for (key, count, first, last) in counts where count > 0 && Self.isPossible(key) {
            try upsert.bind(key, at: 1)
            try upsert.bind(min(count, FlagUsageTable.maximumCount), at: 2)
            try upsert.bind(first, at: 3)
            try upsert.bind(last, at: 4)
            try upsert.run()
        }
        let forget = try database.cachedStatement(
            sql: """
                DELETE FROM unknown_flag_keys WHERE key IN
                    (SELECT key FROM unknown_flag_keys ORDER BY last_seen DESC, count DESC, key LIMIT -1 OFFSET ?)
                """)
        try forget.bind(Self.maximumKeys, at: 1)
        try forget.run()
    }

    static func isPossible(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= maximumKeyLength
    }

    /// Forgets a key that a flag has now.
    func forget(_ key: String) throws {
        let delete = try database.cachedStatement(sql: "DELETE FROM unknown_flag_keys WHERE key = ?")
        try delete.bind(key, at: 1)
        try delete.run()
    }

    /// Most asked for first.
    func keys(limit: Int) throws -> [UnknownFlagKey] {
        let select = try database.cachedStatement(
            sql: """
                SELECT key, count, first_seen, last_seen FROM unknown_flag_keys
                ORDER BY count DESC, last_seen DESC, key LIMIT ?
                """)
        try select.bind(max(0, limit), at: 1)
        var keys: [UnknownFlagKey] = []
        try select.forEachRow {
            keys.append(
                UnknownFlagKey(
                    key: select.text(0), count: select.int(1), firstSeen: select.timestamp(2),
                    lastSeen: select.timestamp(3)))
        }
        return keys
    }
}
