import Analytics
import GRDB
import JSON

/// What the project as a whole holds.
extension Lookup {
    func hasEvents() throws -> Bool {
        let select = try database.cachedStatement(sql: "SELECT 1 FROM event_bodies LIMIT 1")
        return try select.first { true } ?? false
    }

    func groupTypes() throws -> [GroupType] {
        let select = try database.cachedStatement(sql: "SELECT type_index, type FROM group_types ORDER BY type_index")
        var types: [GroupType] = []
        try select.forEachRow { types.append(GroupType(name: select.text(1), index: select.int(0))) }
        return types
    }

    func group(typeIndex: Int, key: String) throws -> Group? {
        guard let type = try groupTypes().first(where: { $0.index == typeIndex }) else { return nil }
        return try group(type: type.name, key: key)
    }

    /// Newest first, then by key; a cursor is the place of the last group shown.
    func groups(matching query: GroupQuery) throws -> GroupPage {
        guard let type = try groupTypes().first(where: { $0.index == query.typeIndex }), query.limit > 0 else {
            return GroupPage(groups: [], nextCursor: nil)
        }
        let cursor = try query.cursor.map { text in
            guard let cursor = GroupCursor(text) else {
                throw EventStoreError(.invalidCursor, "the cursor is none of a list of groups")
            }
            return cursor
        }
        let select = try database.cachedStatement(
            sql: """
                SELECT group_key, created_at, properties FROM groups
                WHERE type_index = ?1 AND (?2 IS NULL OR created_at < ?2 OR (created_at = ?2 AND group_key > ?3))
                    AND (?4 IS NULL OR instr(lowercased(properties), ?4) > 0 OR lowercased(group_key) = ?4)
                ORDER BY created_at DESC, group_key LIMIT ?5
                """)
        try select.bind(query.typeIndex, at: 1)
        try select.bind(cursor?.createdAt.microseconds, at: 2)
        try select.bind(cursor?.key ?? "", at: 3)
        try select.bind(query.search?.lowercased(), at: 4)
        try select.bind(query.limit == .max ? query.limit : query.limit + 1, at: 5)
        var groups: [Group] = []
        try select.forEachRow {
            groups.append(
                Group(
                    type: type.name, typeIndex: type.index, key: select.text(0),
                    properties: JSONText(validated: select.text(2)).parsed().objectValue ?? [:],
                    createdAt: select.timestamp(1)))
        }
        let hasMore = groups.count > query.limit
        if hasMore { groups.removeLast() }
        let next = hasMore ? groups.last.map { GroupCursor(createdAt: $0.createdAt, key: $0.key).text } : nil
        return GroupPage(groups: groups, nextCursor: next)
    }

    func event(id: EventID) throws -> StoredEvent? {
        let select = try database.cachedStatement(
            sql: """
                SELECT b.distinct_key, b.timestamp, b.id, e.event, e.error_type IS NOT NULL
                FROM event_bodies b CROSS JOIN events e
                    ON e.distinct_key = b.distinct_key AND e.timestamp = b.timestamp AND e.uuid = b.uuid
                WHERE b.uuid = ?
                """)
        try select.bind(id, at: 1)
        let row = try select.first {
            EventRow(
                distinctKey: select.int64(0), timestamp: select.timestamp(1), uuid: id, bodyID: select.int64(2),
                event: select.text(3), isError: select.int64(4) != 0)
        }
        return try row.flatMap { try stored([$0]).first }
    }
}
