public import JSON

/// One entry of an activity log: who did what, and what it changed.
public struct PostHogActivity: PostHogModel {
    public let id: String?
    /// `created`, `updated`, `deleted`…
    public let activity: String
    /// RFC 3339.
    public let createdAt: String?
    public let userEmail: String?
    public let userName: String?
    /// True when PostHog itself did it.
    public let isSystem: Bool
    /// `[{"action":"changed","field":"active","before":…,"after":…}]`
    public let changes: [JSON]
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let activity = json["activity"]?.stringValue else { throw Self.missing("activity", in: json) }
        self.activity = activity
        self.json = json
        id = json["id"]?.identifier
        createdAt = json["created_at"]?.stringValue
        userEmail = json["user"]?["email"]?.stringValue
        let names = [json["user"]?["first_name"], json["user"]?["last_name"]].compactMap { $0?.stringValue }
        let name = names.filter { !$0.isEmpty }.joined(separator: " ")
        userName = name.isEmpty ? nil : name
        isSystem = json["is_system"]?.boolValue ?? false
        changes = json["detail"]?["changes"]?.arrayValue ?? []
    }
}
