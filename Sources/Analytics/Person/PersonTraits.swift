public import JSON

/// What flags are evaluated by that a store knows of a person.
public struct PersonTraits: Sendable, Equatable {
    public let createdAt: Timestamp
    public let properties: JSONObject

    public init(createdAt: Timestamp, properties: JSONObject) {
        self.createdAt = createdAt
        self.properties = properties
    }
}
