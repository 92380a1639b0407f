public import JSON

/// An event to be captured.
public struct PostHogCaptureEvent: Sendable, Hashable {
    /// As it is sent.
    public let json: JSONObject

    /// An event that is sent as it is.
    public init(json: JSONObject) {
        self.json = json
    }

    /// An event of a person.
    ///
    /// `timestamp` is RFC 3339, the time of arrival when nil. `uuid` makes a repetition harmless, so give one: without
    /// it a batch whose answer was lost is not sent again.
    public init(
        event: String, distinctID: String, properties: JSONObject = [:], timestamp: String? = nil, uuid: String? = nil
    ) {
        var json: JSONObject = ["event": .string(event), "distinct_id": .string(distinctID)]
        if let uuid { json["uuid"] = .string(uuid) }
        if let timestamp { json["timestamp"] = .string(timestamp) }
        json["properties"] = .object(properties)
        self.json = json
    }

    /// What PostHog knows the event by, so that it stores it once.
    public var uuid: String? {
        json["uuid"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}
