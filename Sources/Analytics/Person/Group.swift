public import JSON

/// A group of persons, for example a company: its type, key and properties.
public struct Group: Sendable, Equatable {
    public let type: String
    /// The type's position in the project, 0 to 4 (PostHog API facts §3).
    public let typeIndex: Int
    public let key: String
    public let properties: JSONObject
    public let createdAt: Timestamp

    public init(type: String, typeIndex: Int, key: String, properties: JSONObject, createdAt: Timestamp) {
        self.type = type
        self.typeIndex = typeIndex
        self.key = key
        self.properties = properties
        self.createdAt = createdAt
    }
}
