public import JSON

/// What PostHog knows of a property.
public struct PostHogPropertyDefinition: PostHogModel {
    public let id: String
    public let name: String
    /// `String`, `Numeric`, `Boolean`, `DateTime`…; nil while PostHog has not decided, and then it is text in HogQL.
    public let propertyType: String?
    public let isNumerical: Bool
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let name = json["name"]?.stringValue else { throw Self.missing("name", in: json) }
        self.name = name
        self.json = json
        id = json["id"]?.identifier ?? name
        propertyType = json["property_type"]?.stringValue
        isNumerical = json["is_numerical"]?.boolValue ?? false
    }
}
