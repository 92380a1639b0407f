import Analytics
import FeatureFlags
import GRDB
import JSON

/// Reads and adds to the history of flags.
struct FlagHistoryTable {
    let database: Database

    /// Adds a change that left a flag as it is given.
    func add(_ action: FlagChange.Action, of flag: FeatureFlag, _ diff: FlagDiff, by origin: ChangeOrigin) throws {
        try add(
            action, flagID: flag.id, key: flag.key, version: flag.version, diff, definition: flag.storedDefinition,
            by: origin)
    }

    /// - Parameter definition: the flag as the change left it, as JSON text in UTF-8.
    func add(
        _ action: FlagChange.Action, flagID: Int64, key: String, version: Int64, _ diff: FlagDiff,
        definition: [UInt8], by origin: ChangeOrigin
    ) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO flag_changes (flag_id, key, version, action, actor_id, actor_name, actor_email, timestamp,
                    reason, diff, definition)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.bind(flagID, at: 1)
        try insert.bind(key, at: 2)
        try insert.bind(version, at: 3)
        try insert.bind(action.rawValue, at: 4)
        try insert.bind(origin.actor.id, at: 5)
        try insert.bind(origin.actor.name, at: 6)
        try insert.bind(origin.actor.email, at: 7)
        try insert.bind(origin.time, at: 8)
        try insert.bind(origin.reason, at: 9)
        try insert.bind(text: diff.json.serialized(), at: 10)
        try insert.bind(text: definition, at: 11)
        try insert.run()
    }

    /// The changes of a flag, newest first.
    func changes(flagID: Int64, before: Int64?, limit: Int) throws -> [FlagChange] {
        let select = try database.cachedStatement(
            sql: """
                SELECT id, key, version, action, actor_id, actor_name, actor_email, timestamp, reason, diff
                FROM flag_changes WHERE flag_id = ? AND id < ? ORDER BY version DESC LIMIT ?
                """)
        try select.bind(flagID, at: 1)
        try select.bind(before ?? .max, at: 2)
        try select.bind(max(0, limit), at: 3)
        var changes: [FlagChange] = []
        try select.forEachRow {
            guard let action = FlagChange.Action(rawValue: select.text(3)) else {
                throw EventStoreError(.failed, "a change of a flag has an unknown action")
            }
            let actor = FlagActor(id: select.optionalInt64(4), name: select.text(5), email: select.optionalText(6))
            changes.append(
                FlagChange(
                    id: select.int64(0), flagID: flagID, key: select.text(1), version: select.int64(2), action: action,
                    origin: ChangeOrigin(actor: actor, time: select.timestamp(7), reason: select.optionalText(8)),
                    diff: FlagDiff(json: JSONText(validated: select.text(9)).parsed())))
        }
        return changes
    }

    /// The flag as it was at a version; nil when it never had that version.
    func flag(id: Int64, version: Int64) throws -> Result<FeatureFlag, FlagProblem>? {
        let select = try database.cachedStatement(
            sql: "SELECT definition FROM flag_changes WHERE flag_id = ? AND version = ?")
        try select.bind(id, at: 1)
        try select.bind(version, at: 2)
        return try select.first {
            do throws(FlagProblem) {
                return .success(try FeatureFlag(stored: select.text(0)))
            } catch {
                return .failure(error)
            }
        }
    }
}
