import Analytics
import JSON

/// A person's row, as it is and as it is to become.
struct StoredPerson {
    /// The longest text the search index takes of an email or a name, in characters.
    private static let longestSearchText = 320
    /// The most the properties take, in bytes of JSON, as in PostHog (`PERSON_PROPERTIES_DB_CONSTRAINT_LIMIT_BYTES`):
    /// anybody may set properties, and whoever reads the person reads all of them.
    static let maximumPropertyBytes = 655_360

    let id: Int64
    let uuid: EventID
    var primaryKey: Int64
    var isIdentified: Bool
    var createdAt: Timestamp
    private(set) var properties: JSONObject
    /// At least what the properties take, in bytes of JSON.
    private(set) var propertyBytes: Int
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
        propertyBytes = 0
    }

    /// A person that is stored.
    /// - Parameter propertyBytes: what the properties take, in bytes of JSON.
    init(id: Int64, uuid: EventID, saved: Saved, propertyBytes: Int) {
        self.id = id
        self.uuid = uuid
        self.saved = saved
        primaryKey = saved.primaryKey
        isIdentified = saved.isIdentified
        createdAt = saved.createdAt
        properties = saved.properties
        self.propertyBytes = propertyBytes
    }

    /// Replaces the properties, unless they would grow beyond ``maximumPropertyBytes``.
    /// - Parameter added: at least what the change adds, in bytes of JSON.
    /// - Returns: whether they were replaced.
    mutating func replaceProperties(by changed: JSONObject, adding added: Int) -> Bool {
        var bytes = propertyBytes + added
        if bytes > Self.maximumPropertyBytes {
            bytes = JSON.object(changed).serialized().count
            guard bytes <= max(Self.maximumPropertyBytes, propertyBytes) else { return false }
        }
        properties = changed
        propertyBytes = bytes
        return true
    }

    /// The person's row as it is to be.
    var current: Saved {
        Saved(
            primaryKey: primaryKey, isIdentified: isIdentified, createdAt: createdAt, properties: properties,
            email: Self.searchText(Person.email(in: properties)?.lowercased()),
            name: Self.searchText(Person.name(in: properties)?.lowercased()))
    }

    private static func searchText(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(text.prefix(longestSearchText))
    }
}
