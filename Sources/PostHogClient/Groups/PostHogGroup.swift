public import JSON

/// A group: a company, a workspace…
public struct PostHogGroup: PostHogModel {
    public let typeIndex: Int
    public let key: String
    public let properties: JSON
    public let createdAt: String?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let key = json["group_key"]?.identifier, let index = json["group_type_index"]?.int64Value else {
            throw Self.missing("group_key and group_type_index", in: json)
        }
        self.key = key
        typeIndex = Int(clamping: index)
        self.json = json
        properties = json["group_properties"] ?? [:]
        createdAt = json["created_at"]?.stringValue
    }
}
