import GRDB

/// Reads and writes the identifiers persons were first bucketed by (experience continuity).
struct HashKeyTable {
    let database: Database

    /// By flag key; of persons that were merged the identifier kept first counts.
    func hashKeys(ofPerson distinctID: String) throws -> [String: String] {
        let select = try database.cachedStatement(
            sql: """
                SELECT flag_key, hash_key FROM hash_key_overrides
                WHERE distinct_id IN (\(CohortMembers.allDistinctIDs)) ORDER BY id
                """)
        try select.bind(distinctID, at: 1)
        var hashKeys: [String: String] = [:]
        try select.forEachRow {
            let flagKey = select.text(0)
            if hashKeys[flagKey] == nil { hashKeys[flagKey] = select.text(1) }
        }
        return hashKeys
    }

    /// Keeps an identifier for the flags that have none yet.
    func keep(_ hashKey: String, flagKeys: [String], ofPerson distinctID: String) throws {
        let known = try hashKeys(ofPerson: distinctID)
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO hash_key_overrides (distinct_id, flag_key, hash_key) VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """)
        for flagKey in flagKeys where known[flagKey] == nil {
            try insert.bind(distinctID, at: 1)
            try insert.bind(flagKey, at: 2)
            try insert.bind(hashKey, at: 3)
            try insert.run()
        }
    }
}
