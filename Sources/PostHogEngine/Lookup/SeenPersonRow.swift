import Analytics
import JSON

/// The persons seen in a while.
enum SeenPersonRow {
    static func page(_ rows: [[JSON]], limit: Int) throws(EventStoreError) -> SeenPersonPage {
        var persons: [SeenPerson] = []
        var last: PersonCursor?
        for row in rows {
            var reader = RowReader(row)
            let id = try reader.id()
            let distinctID = try reader.text()
            let createdAt = try reader.requiredMoment()
            let lastSeen = try reader.requiredMoment()
            let properties = try reader.object()
            let groups = try reader.text()
            persons.append(
                SeenPerson(
                    distinctID: distinctID, createdAt: createdAt, lastSeen: lastSeen, properties: properties,
                    groups: Self.groups(groups), errors: try reader.count()))
            last = PersonCursor(position: createdAt.microseconds, id: id)
        }
        return SeenPersonPage(persons: persons, nextCursor: persons.count < limit ? nil : last)
    }

    /// Group keys by type, from the JSON text of `$groups`.
    private static func groups(_ text: String) -> [String: String] {
        guard !text.isEmpty, let members = (try? JSON(parsing: text))?.objectValue else { return [:] }
        var groups: [String: String] = [:]
        for (type, value) in members {
            switch value {
            case .string(let key): groups[type] = key
            case .integer, .double: groups[type] = value.text
            default: break
            }
        }
        return groups
    }
}
