public import JSON

/// A person: all distinct ids that were merged, and the properties set on them.
public struct Person: Sendable, Equatable {
    public let id: EventID
    /// The distinct id the person is known by: the one last identified, else the first that was seen.
    public let primaryDistinctID: String
    /// All distinct ids, the primary one first.
    public let distinctIDs: [String]
    public let properties: JSONObject
    /// The times of the person's first and last event; nil while it has none.
    public let firstSeen: Timestamp?
    public let lastSeen: Timestamp?

    public init(
        id: EventID, primaryDistinctID: String, distinctIDs: [String], properties: JSONObject, firstSeen: Timestamp?,
        lastSeen: Timestamp?
    ) {
        self.id = id
        self.primaryDistinctID = primaryDistinctID
        self.distinctIDs = distinctIDs
        self.properties = properties
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }

    public var email: String? { Self.email(in: properties) }
    public var name: String? { Self.name(in: properties) }

    /// The first of `email` and `$email` that is a text and not empty.
    public static func email(in properties: JSONObject) -> String? { text("email", in: properties) }

    /// The first of `name` and `$name` that is a text and not empty.
    public static func name(in properties: JSONObject) -> String? { text("name", in: properties) }

    private static func text(_ key: String, in properties: JSONObject) -> String? {
        [key, "$" + key].lazy.compactMap { properties[$0]?.stringValue }.first { !$0.isEmpty }
    }
}
