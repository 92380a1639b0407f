public import JSON

/// A flag that a user got, as the SDKs reported it.
public struct FlagExposure: Sendable, Equatable {
    public let key: String
    /// What the user got last: true, false or a variant's key; nil when no report says so.
    public let response: JSON?
    /// Why, in the words of the last report (`$feature_flag_reason`).
    public let reason: String?
    /// The version of the flag the last report names.
    public let version: Int64?
    /// How many `$feature_flag_called` events name the flag.
    public let calls: Int
    /// How many other events carry the flag as a `$feature/` property.
    public let events: Int
    public let firstSeen: Timestamp
    public let lastSeen: Timestamp

    public init(
        key: String, response: JSON?, reason: String?, version: Int64?, calls: Int, events: Int, firstSeen: Timestamp,
        lastSeen: Timestamp
    ) {
        self.key = key
        self.response = response
        self.reason = reason
        self.version = version
        self.calls = calls
        self.events = events
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }
}
