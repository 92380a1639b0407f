public import JSON

/// A person with all the distinct ids that were merged into it.
public struct PostHogPerson: PostHogModel {
    /// The number, or the UUID where PostHog gives no number.
    public let id: String
    public let uuid: String?
    public let name: String?
    public let distinctIDs: [String]
    public let properties: JSON
    public let createdAt: String?
    public let lastSeenAt: String?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        let uuid = json["uuid"]?.stringValue
        guard let id = json["id"]?.identifier ?? uuid else { throw Self.missing("id", in: json) }
        self.id = id
        self.uuid = uuid
        self.json = json
        name = json["name"]?.stringValue
        distinctIDs = json["distinct_ids"]?.strings ?? []
        properties = json["properties"] ?? [:]
        createdAt = json["created_at"]?.stringValue
        lastSeenAt = json["last_seen_at"]?.stringValue
    }

    /// The property `email`.
    public var email: String? { properties["email"]?.stringValue }
}
