public import JSON

/// A feature flag as the private API holds it.
public struct PostHogFlag: PostHogModel {
    public let id: Int64
    public let key: String
    /// What PostHog shows as the description.
    public let name: String
    /// Conditions, variants and payloads: `{"groups":[…],"multivariate":…,"payloads":{…}}`.
    public let filters: JSON
    public let active: Bool
    public let archived: Bool
    public let deleted: Bool
    /// Rises with every change, from 1.
    public let version: Int64?
    public let tags: [String]
    public let createdAt: String?
    public let updatedAt: String?
    public let lastCalledAt: String?
    /// `ACTIVE`, `STALE`…
    public let status: String?
    /// `all`, `server` or `client`.
    public let evaluationRuntime: String?
    public let ensureExperienceContinuity: Bool
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let id = json["id"]?.int64Value, let key = json["key"]?.stringValue else {
            throw Self.missing("id and key", in: json)
        }
        self.id = id
        self.key = key
        self.json = json
        name = json["name"]?.stringValue ?? ""
        filters = json["filters"] ?? [:]
        active = json["active"]?.boolValue ?? false
        archived = json["archived"]?.boolValue ?? false
        deleted = json["deleted"]?.boolValue ?? false
        version = json["version"]?.int64Value
        tags = json["tags"]?.strings ?? []
        createdAt = json["created_at"]?.stringValue
        updatedAt = json["updated_at"]?.stringValue
        lastCalledAt = json["last_called_at"]?.stringValue
        status = json["status"]?.stringValue
        evaluationRuntime = json["evaluation_runtime"]?.stringValue
        ensureExperienceContinuity = json["ensure_experience_continuity"]?.boolValue ?? false
    }
}
