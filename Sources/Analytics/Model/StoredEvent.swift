public import JSON

/// One event as a store gives it back.
public struct StoredEvent: Sendable, Equatable {
    public let uuid: EventID
    public let event: String
    public let distinctID: String
    public let timestamp: Timestamp
    /// `request_id` of the properties, read at ingest.
    public let requestID: String?
    /// Whether it counts as an error (``HotProperties``).
    public let isError: Bool
    /// The properties as the JSON text that was stored.
    public let properties: JSONText

    public init(
        uuid: EventID, event: String, distinctID: String, timestamp: Timestamp, requestID: String?, isError: Bool,
        properties: JSONText
    ) {
        self.uuid = uuid
        self.event = event
        self.distinctID = distinctID
        self.timestamp = timestamp
        self.requestID = requestID
        self.isError = isError
        self.properties = properties
    }
}
