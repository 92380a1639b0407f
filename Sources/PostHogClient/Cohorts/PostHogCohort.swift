public import JSON

/// A cohort: persons put together by hand (static) or by conditions.
public struct PostHogCohort: PostHogModel {
    public let id: Int64
    public let name: String
    public let description: String?
    public let isStatic: Bool
    public let deleted: Bool
    /// How many persons it held when PostHog last counted.
    public let count: Int64?
    /// The conditions of a cohort that is not static.
    public let filters: JSON?
    public let isCalculating: Bool
    public let createdAt: String?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let id = json["id"]?.int64Value else { throw Self.missing("id", in: json) }
        self.id = id
        self.json = json
        name = json["name"]?.stringValue ?? ""
        description = json["description"]?.stringValue
        isStatic = json["is_static"]?.boolValue ?? false
        deleted = json["deleted"]?.boolValue ?? false
        count = json["count"]?.int64Value
        filters = json["filters"].flatMap { $0.isNull ? JSON?.none : $0 }
        isCalculating = json["is_calculating"]?.boolValue ?? false
        createdAt = json["created_at"]?.stringValue
    }
}
