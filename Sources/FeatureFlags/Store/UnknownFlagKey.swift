public import Analytics

/// A key that was asked for although no flag has it.
public struct UnknownFlagKey: Sendable, Hashable {
    public let key: String
    /// Requests for this key through OFREP, and `$feature_flag_called` events of PostHog's SDKs, which report what they
    /// asked `/flags` for themselves.
    public let count: Int
    public let firstSeen: Timestamp
    public let lastSeen: Timestamp

    public init(key: String, count: Int, firstSeen: Timestamp, lastSeen: Timestamp) {
        self.key = key
        self.count = count
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }
}
