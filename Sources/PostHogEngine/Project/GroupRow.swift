import Analytics
import JSON

/// Groups of one type as ``LookupQuery/groups(matching:after:limit:)`` gives them.
enum GroupRow {
    static func page(_ rows: [[JSON]], of type: GroupType, limit: Int) throws(EventStoreError) -> GroupPage {
        var groups: [Group] = []
        for row in rows.prefix(limit) {
            var reader = RowReader(row)
            let key = try reader.text()
            let createdAt = try reader.requiredMoment()
            groups.append(
                Group(
                    type: type.name, typeIndex: type.index, key: key, properties: try reader.object(),
                    createdAt: createdAt))
        }
        let last = rows.count > limit ? groups.last : nil
        return GroupPage(
            groups: groups, nextCursor: last.map { GroupCursor(createdAt: $0.createdAt, key: $0.key).text })
    }
}
