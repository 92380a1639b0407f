import Analytics
import GRDB
import JSON
import Logging

/// Writes groups and their types.
final class GroupTable {
    /// PostHog's limit of group types in a project (PostHog API facts §3).
    static let maximumTypes = 5
    /// The most the properties of a group take, in bytes of JSON: as much as those of a person.
    private static let maximumPropertyBytes = StoredPerson.maximumPropertyBytes

    private let database: Database
    private let logger: Logger
    private var typeIndexes: [ExactText: Int] = [:]

    init(_ database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// Sets properties of a group; a group of a sixth type is left out.
    func apply(_ update: GroupUpdate, at moment: Timestamp) throws {
        guard let typeIndex = try index(of: ExactText(update.type)) else {
            logger.warning("a group was left out: five group types exist and this one is a sixth")
            return
        }
        let select = try database.cachedStatement(
            sql: "SELECT properties FROM groups WHERE type_index = ? AND group_key = ?")
        try select.bind(typeIndex, at: 1)
        try select.bind(update.key, at: 2)
        let before = try select.first { JSONText(validated: select.text(0)).parsed().objectValue ?? [:] }
        var properties = before ?? [:]
        for (key, value) in update.set { properties[key] = value }
        guard properties != before else { return }
        let text = JSON.object(properties).serialized()
        guard text.count <= Self.maximumPropertyBytes else {
            logger.warning(
                "a change of a group's properties was left out: they would take more room than a group has",
                metadata: ["limit": "\(Self.maximumPropertyBytes) bytes"])
            return
        }
        let upsert = try database.cachedStatement(
            sql: """
                INSERT INTO groups (type_index, group_key, created_at, properties) VALUES (?, ?, ?, ?)
                ON CONFLICT (type_index, group_key) DO UPDATE SET properties = excluded.properties
                """)
        try upsert.bind(typeIndex, at: 1)
        try upsert.bind(update.key, at: 2)
        try upsert.bind(moment, at: 3)
        try upsert.bind(text: text, at: 4)
        try upsert.run()
    }

    private func index(of type: ExactText) throws -> Int? {
        if let known = typeIndexes[type] { return known }
        let select = try database.cachedStatement(sql: "SELECT type_index FROM group_types WHERE type = ?")
        try select.bind(text: type.utf8, at: 1)
        if let stored = try select.first({ select.int(0) }) {
            typeIndexes[type] = stored
            return stored
        }
        let count = try database.cachedStatement(sql: "SELECT count(*) FROM group_types")
        let index = try count.first { count.int(0) } ?? 0
        guard index < Self.maximumTypes else { return nil }
        let insert = try database.cachedStatement(sql: "INSERT INTO group_types (type_index, type) VALUES (?, ?)")
        try insert.bind(index, at: 1)
        try insert.bind(text: type.utf8, at: 2)
        try insert.run()
        typeIndexes[type] = index
        return index
    }
}
