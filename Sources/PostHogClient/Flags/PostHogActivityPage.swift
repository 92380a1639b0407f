public import JSON

/// A page of an activity log.
public struct PostHogActivityPage: PostHogModel {
    public let entries: [PostHogActivity]
    /// How many entries there are in all.
    public let total: Int?
    public let hasMore: Bool
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let results = json["results"]?.arrayValue else { throw Self.missing("results", in: json) }
        var entries: [PostHogActivity] = []
        for result in results { entries.append(try PostHogActivity(json: result)) }
        self.entries = entries
        total = (json["total_count"] ?? json["count"])?.int64Value.map(Int.init(clamping:))
        hasMore = json["next"]?.stringValue != nil
        self.json = json
    }
}
