import Analytics
import FeatureFlags
import GRDB
import JSON

extension FlagJournal {
    /// Adds a change that left a flag as it is given.
    func add(_ entry: JournalEntry, leaving flag: FeatureFlag) async throws(FlagStoreError) {
        try await add(entry, leaving: flag.json, isDeleted: flag.deleted)
    }

    /// Adds a change of a flag that perhaps cannot be read.
    /// - Parameter definition: the flag as PostHog answered it.
    func add(
        _ entry: JournalEntry, leaving definition: JSON, isDeleted: Bool
    ) async throws(FlagStoreError) {
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
                    entry.origin.reason, entry.diff.json.text, definition.text,
                ])
            if !isDeleted {
                try database.execute(sql: "DELETE FROM unknown_flag_keys WHERE key = ?", arguments: [entry.key])
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
}
