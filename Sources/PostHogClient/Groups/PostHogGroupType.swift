public import JSON

/// A kind of group; a project has at most five.
public struct PostHogGroupType: PostHogModel {
    /// From 0 to 4.
    public let index: Int
    /// As events name it: `company`.
    public let name: String
    public let singular: String?
    public let plural: String?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let index = json["group_type_index"]?.int64Value, let name = json["group_type"]?.stringValue else {
            throw Self.missing("group_type and group_type_index", in: json)
        }
        self.index = Int(clamping: index)
        self.name = name
        self.json = json
        singular = json["name_singular"]?.stringValue
        plural = json["name_plural"]?.stringValue
    }
}
