import Analytics
import JSON

/// A person's row, as it is and as it is to become.
struct StoredPerson {
    /// The longest text the search index takes of an email or a name, in characters.
    private static let longestSearchText = 320

    let id: Int64
    let uuid: EventID
    var primaryKey: Int64
    var isIdentified: Bool
    var createdAt: Timestamp
    var properties: JSONObject
    /// What the row and the search index hold now; nil before the row exists.
    var saved: Saved?

    struct Saved: Equatable {
        let primaryKey: Int64
        let isIdentified: Bool
        let createdAt: Timestamp
        let properties: JSONObject
        let email: String?
        let name: String?
    }

    /// A new person.
    init(id: Int64, uuid: EventID, createdAt: Timestamp) {
        self.id = id
        self.uuid = uuid
        self.createdAt = createdAt
        primaryKey = id
        isIdentified = false
        properties = [:]
    }

    /// A person that is stored.
    init(id: Int64, uuid: EventID, saved: Saved) {
        self.id = id
        self.uuid = uuid
        self.saved = saved
        primaryKey = saved.primaryKey
        isIdentified = saved.isIdentified
        createdAt = saved.createdAt
        properties = saved.properties
    }

    /// The person's row as it is to be.
    var current: Saved {
        Saved(
            primaryKey: primaryKey, isIdentified: isIdentified, createdAt: createdAt, properties: properties,
            email: Self.searchText(Self.text(properties, "email")?.lowercased()),
            name: Self.searchText(Self.text(properties, "name")?.lowercased()))
    }

    private static func text(_ properties: JSONObject, _ key: String) -> String? {
        properties[key]?.stringValue ?? properties["$" + key]?.stringValue
    }

    private static func searchText(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(text.prefix(longestSearchText))
    }
}
