public import JSON

/// A person that was seen in a while, with what flags are evaluated by.
public struct SeenPerson: Sendable, Equatable {
    /// The distinct id the person is known by.
    public let distinctID: String
    public let createdAt: Timestamp
    public let lastSeen: Timestamp
    public let properties: JSONObject
    /// Group key by group type, as the person's newest event with groups says; empty when none were asked for.
    public let groups: [String: String]
    /// How many errors the person had in that while.
    public let errors: Int

    public init(
        distinctID: String, createdAt: Timestamp, lastSeen: Timestamp, properties: JSONObject,
        groups: [String: String], errors: Int
    ) {
        self.distinctID = distinctID
        self.createdAt = createdAt
        self.lastSeen = lastSeen
        self.properties = properties
        self.groups = groups
        self.errors = errors
    }
}
