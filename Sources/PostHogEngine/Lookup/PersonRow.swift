import Analytics
import JSON

/// A person as ``LookupQuery/personColumns`` gives it.
struct PersonRow {
    let person: Person

    init(_ reader: inout RowReader) throws(EventStoreError) {
        let id = try reader.id()
        let properties = try reader.object()
        let firstSeen = try reader.moment()
        let lastSeen = try reader.moment()
        let identifiedAt = try reader.text()
        let identifiedID = try reader.text()
        let distinctIDs = try reader.textRows().compactMap(\.last)
        guard let first = distinctIDs.first else {
            throw EventStoreError.unreadable("a person has no distinct ids")
        }
        // The one last identified, else the first that was seen (`Person.primaryDistinctID`).
        let primary = identifiedAt.isEmpty ? first : identifiedID
        person = Person(
            id: id, primaryDistinctID: primary,
            distinctIDs: [primary] + distinctIDs.filter { !$0.utf8.elementsEqual(primary.utf8) },
            properties: properties, firstSeen: firstSeen, lastSeen: lastSeen)
    }

    static func persons(_ rows: [[JSON]]) throws(EventStoreError) -> [Person] {
        var persons: [Person] = []
        for row in rows {
            var reader = RowReader(row)
            persons.append(try PersonRow(&reader).person)
        }
        return persons
    }
}
