public import Analytics
public import FeatureFlags

/// How the flags of PostHog are doing in this process, for readiness and metrics.
public struct FlagStatus: Sendable, Equatable {
    /// Nil before the first definitions.
    public let source: FlagSnapshot.Source?
    /// When PostHog last confirmed the flags; nil before the first definitions.
    public let confirmedAt: Timestamp?
    public let flags: Int
    /// How often this process has asked PostHog for the definitions.
    public let polls: Int
    /// Why the last poll of this process failed; nil after a success.
    public let failure: String?
}
