import Analytics
import FeatureFlags
import GRDB
import JSON

/// Reads and writes the rows of flags.
struct FlagTable {
    let database: Database

    /// A flag's row: what its columns say, and its definition should that be readable.
    struct Row {
        let id: Int64
        let key: String
        let version: Int64
        let content: Content

        enum Content {
            case flag(FeatureFlag)
            case malformed(MalformedFlag)
        }
    }

    private static let columns = "id, key, version, deleted, definition, last_called_at"
    private static let source = "feature_flags LEFT JOIN flag_usage ON flag_id = id"

    /// The flag with a key that is not deleted.
    func row(key: String) throws -> Row? {
        let select = try database.cachedStatement(
            sql: "SELECT \(Self.columns) FROM \(Self.source) WHERE key = ? AND deleted = 0")
        try select.bind(key, at: 1)
        return try select.first { Self.row(select) }
    }

    /// A flag by its number, deleted or not.
    func row(id: Int64) throws -> Row? {
        let select = try database.cachedStatement(sql: "SELECT \(Self.columns) FROM \(Self.source) WHERE id = ?")
        try select.bind(id, at: 1)
        return try select.first { Self.row(select) }
    }

    /// The number of the flag a key means: the one that is not deleted, else the one deleted last.
    func id(key: String) throws -> Int64? {
        for sql in [
            "SELECT id FROM feature_flags WHERE key = ? AND deleted = 0",
            "SELECT id FROM feature_flags WHERE key = ? AND deleted = 1 ORDER BY id DESC LIMIT 1",
        ] {
            let select = try database.cachedStatement(sql: sql)
            try select.bind(key, at: 1)
            if let id = try select.first({ select.int64(0) }) { return id }
        }
        return nil
    }

    /// All flags that are deleted, or all that are not, in the order they were created.
    func rows(deleted: Bool) throws -> [Row] {
        let select = try database.cachedStatement(
            sql: "SELECT \(Self.columns) FROM \(Self.source) WHERE deleted = ? ORDER BY id")
        try select.bind(deleted ? 1 : 0, at: 1)
        var rows: [Row] = []
        try select.forEachRow { rows.append(Self.row(select)) }
        return rows
    }

    /// All flags that are not deleted, with the text of their rows, in the order they were created.
    /// - Parameter known: what was read earlier; a row that has not changed is not read again.
    func content(reusing known: [Int64: StoredFlag]) throws -> [StoredFlag] {
        let select = try database.cachedStatement(
            sql: "SELECT id, key, version, deleted, definition, NULL FROM feature_flags WHERE deleted = 0 ORDER BY id")
        var flags: [StoredFlag] = []
        try select.forEachRow {
            if let flag = known[select.int64(0)],
                flag.isStored(key: select.bytes(1), version: select.int64(2), definition: select.bytes(4))
            {
                flags.append(flag)
            } else {
                let (key, definition) = (select.blob(1), select.blob(4))
                flags.append(StoredFlag(row: Self.row(select), key: key, definition: definition))
            }
        }
        return flags
    }

    /// The number the next new flag gets; no number is ever used twice.
    func nextID() throws -> Int64 {
        let select = try database.cachedStatement(
            sql: "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'feature_flags'), 0) + 1")
        return try select.first { select.int64(0) } ?? 1
    }

    func insert(_ flag: FeatureFlag) throws {
        let insert = try database.cachedStatement(
            sql: "INSERT INTO feature_flags (id, key, version, deleted, definition) VALUES (?, ?, ?, ?, ?)")
        try insert.bind(flag.id, at: 1)
        try insert.bind(flag.key, at: 2)
        try insert.bind(flag.version, at: 3)
        try insert.bind(flag.deleted ? 1 : 0, at: 4)
        try insert.bind(text: flag.storedDefinition, at: 5)
        try insert.run()
    }

    func update(_ flag: FeatureFlag) throws {
        let update = try database.cachedStatement(
            sql: "UPDATE feature_flags SET key = ?, version = ?, deleted = ?, definition = ? WHERE id = ?")
        try update.bind(flag.key, at: 1)
        try update.bind(flag.version, at: 2)
        try update.bind(flag.deleted ? 1 : 0, at: 3)
        try update.bind(text: flag.storedDefinition, at: 4)
        try update.bind(flag.id, at: 5)
        try update.run()
    }

    /// Deletes a flag whose definition cannot be read and therefore stays as it is.
    func deleteMalformed(id: Int64, version: Int64) throws {
        let update = try database.cachedStatement(
            sql: "UPDATE feature_flags SET deleted = 1, version = ? WHERE id = ?")
        try update.bind(version, at: 1)
        try update.bind(id, at: 2)
        try update.run()
    }

    /// Changes a flag whose definition cannot be read.
    func updateMalformed(id: Int64, version: Int64, definition: [UInt8]) throws {
        let update = try database.cachedStatement(
            sql: "UPDATE feature_flags SET definition = ?, version = ? WHERE id = ?")
        try update.bind(text: definition, at: 1)
        try update.bind(version, at: 2)
        try update.bind(id, at: 3)
        try update.run()
    }

    private static func row(_ statement: Statement) -> Row {
        let (id, key, version) = (statement.int64(0), statement.text(1), statement.int64(2))
        let content: Row.Content
        do throws(FlagProblem) {
            var flag = try FeatureFlag(stored: statement.text(4))
            // The columns are what flags are found and compared by.
            flag.id = id
            flag.key = key
            flag.version = version
            flag.deleted = statement.int64(3) != 0
            flag.lastCalledAt = statement.optionalTimestamp(5)
            content = .flag(flag)
        } catch {
            let text = statement.text(4)
            let source = (try? JSON(parsing: text)) ?? .string(text)
            content = .malformed(MalformedFlag(key: key, id: id, version: version, problem: error, source: source))
        }
        return Row(id: id, key: key, version: version, content: content)
    }
}

extension FeatureFlag {
    /// The definition as a row holds it; when the flag was last called lies elsewhere.
    var storedDefinition: [UInt8] {
        var flag = self
        flag.lastCalledAt = nil
        return flag.json.serialized()
    }

    /// Reads a definition of a row.
    init(stored text: String) throws(FlagProblem) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: text)
        } catch {
            throw FlagProblem(field: "definition", rule: "JSON", detail: "the stored definition is no JSON: \(error)")
        }
        try self.init(json: json)
    }
}
