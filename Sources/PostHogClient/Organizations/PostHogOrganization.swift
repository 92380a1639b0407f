public import JSON

/// An organization the key can see.
public struct PostHogOrganization: PostHogModel {
    /// A UUID.
    public let id: String
    public let name: String
    public let slug: String?
    public let createdAt: String?
    /// 1 member, 8 administrator, 15 owner.
    public let membershipLevel: Int64?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let id = json["id"]?.identifier else { throw Self.missing("id", in: json) }
        self.id = id
        self.json = json
        name = json["name"]?.stringValue ?? ""
        slug = json["slug"]?.stringValue
        createdAt = json["created_at"]?.stringValue
        membershipLevel = json["membership_level"]?.int64Value
    }
}
