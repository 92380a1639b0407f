public import JSON

/// A project.
public struct PostHogProject: PostHogModel {
    public let id: Int64
    public let uuid: String?
    /// The UUID of its organization.
    public let organization: String?
    public let name: String
    /// The public token (`phc_…`) that SDKs send.
    public let apiToken: String?
    /// The name of the time zone in which PostHog counts days: `Europe/Berlin`.
    public let timezone: String?
    public let isDemo: Bool
    /// True once an event has arrived.
    public let hasIngestedEvent: Bool
    public let createdAt: String?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let id = json["id"]?.int64Value else { throw Self.missing("id", in: json) }
        self.id = id
        self.json = json
        uuid = json["uuid"]?.stringValue
        organization = json["organization"]?.stringValue
        name = json["name"]?.stringValue ?? ""
        apiToken = json["api_token"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        timezone = json["timezone"]?.stringValue
        isDemo = json["is_demo"]?.boolValue ?? false
        hasIngestedEvent = json["ingested_event"]?.boolValue ?? false
        createdAt = json["created_at"]?.stringValue
    }
}
