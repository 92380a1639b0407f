public import JSON

/// A captured event.
public struct PostHogEvent: PostHogModel {
    /// The event's UUID.
    public let id: String
    public let event: String
    public let distinctID: String
    /// RFC 3339 in UTC.
    public let timestamp: String
    public let properties: JSON
    /// Only when it was asked for.
    public let person: JSON?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let id = (json["id"] ?? json["uuid"])?.stringValue, let timestamp = json["timestamp"]?.stringValue else {
            throw Self.missing("id and timestamp", in: json)
        }
        self.id = id
        self.timestamp = timestamp
        self.json = json
        event = json["event"]?.stringValue ?? ""
        distinctID = json["distinct_id"]?.identifier ?? ""
        properties = json["properties"] ?? [:]
        person = json["person"].flatMap { $0.isNull ? JSON?.none : $0 }
    }
}
