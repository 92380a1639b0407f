public import JSON

/// The flags of a project as SDKs evaluate them.
public struct FlagDefinitions: Sendable {
    /// The answer as it came, to be relayed or kept.
    public let body: [UInt8]
    /// `{"flags":[…],"group_type_mapping":{…},"cohorts":{…}}`; it certainly has an array `flags`.
    public let json: JSON
    /// Names this state of the flags; nil when PostHog gave none.
    public let etag: String?
}
