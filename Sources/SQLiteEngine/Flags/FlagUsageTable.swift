import Analytics
import FeatureFlags
import GRDB

/// Reads and writes how often flags were asked for.
struct FlagUsageTable {
    /// The most one call counts, so that no sum can overflow.
    static let maximumCount = 1_000_000_000

    let database: Database

    /// Counts evaluations or calls of a flag.
    /// - Returns: false when no flag has the key.
    func add(evaluations: Int = 0, calls: Int = 0, of key: String, at moment: Timestamp) throws -> Bool {
        let upsert = try database.cachedStatement(
            sql: """
                INSERT INTO flag_usage (flag_id, evaluations, calls, last_called_at)
                SELECT id, ?2, ?3, ?4 FROM feature_flags WHERE key = ?1 AND deleted = 0
                ON CONFLICT (flag_id) DO UPDATE SET
                    evaluations = min(evaluations, 4611686018427387904) + excluded.evaluations,
                    calls = min(calls, 4611686018427387904) + excluded.calls,
                    last_called_at = max(last_called_at, excluded.last_called_at)
                """)
        try upsert.bind(key, at: 1)
        try upsert.bind(min(evaluations, Self.maximumCount), at: 2)
        try upsert.bind(min(calls, Self.maximumCount), at: 3)
        try upsert.bind(moment, at: 4)
        try upsert.run()
        return database.changesCount > 0
    }

    /// The usage of every flag that is not deleted and was ever asked for.
    func all() throws -> [String: FlagUsage] {
        let select = try database.cachedStatement(
            sql: """
                SELECT key, evaluations, calls, last_called_at FROM flag_usage JOIN feature_flags ON id = flag_id
                WHERE deleted = 0
                """)
        var usage: [String: FlagUsage] = [:]
        try select.forEachRow {
            usage[select.text(0)] = FlagUsage(
                evaluations: select.int(1), calls: select.int(2), lastCalledAt: select.timestamp(3))
        }
        return usage
    }
}
