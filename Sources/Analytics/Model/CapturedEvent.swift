public import JSON

/// One event as it was captured: checked, with its time corrected, not yet stored.
///
/// `$set`, `$set_once` and `$unset` lie in `properties`, wherever the SDK had put them.
public struct CapturedEvent: Sendable, Equatable {
    /// Stored once however often it arrives.
    public var uuid: EventID
    /// The event's name, for example `api_request` or `$identify`.
    public var event: String
    public var distinctID: String
    public var timestamp: Timestamp
    public var properties: JSONObject

    public init(uuid: EventID, event: String, distinctID: String, timestamp: Timestamp, properties: JSONObject) {
        self.uuid = uuid
        self.event = event
        self.distinctID = distinctID
        self.timestamp = timestamp
        self.properties = properties
    }
}
