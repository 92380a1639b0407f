public import Analytics
public import FeatureFlags

/// Flag definitions as PostHog sent them, on their way to SDKs.
public struct RelayedDefinitions: Sendable {
    /// JSON, byte for byte.
    public let body: [UInt8]
    /// With its quotation marks, weak or strong, as PostHog sent it.
    public let entityTag: String
    public let source: FlagSnapshot.Source
    /// When PostHog last confirmed them.
    public let confirmedAt: Timestamp
}
