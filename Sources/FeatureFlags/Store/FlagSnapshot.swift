public import Analytics

/// All flags at one moment, and how fresh they are.
public struct FlagSnapshot: Sendable {
    /// Where the flags came from.
    public enum Source: String, Sendable, Hashable {
        /// The store itself, or an upstream that just confirmed them.
        case live
        /// A copy kept in memory since the upstream last answered.
        case memory
        /// A copy kept on disk since the upstream last answered.
        case disk
    }

    public let flags: FlagSet
    public let source: Source
    /// When the source last confirmed the flags.
    public let confirmedAt: Timestamp

    public init(flags: FlagSet, source: Source, confirmedAt: Timestamp) {
        self.flags = flags
        self.source = source
        self.confirmedAt = confirmedAt
    }

    /// How many seconds ago the flags were confirmed; never negative.
    public func ageSeconds(at now: Timestamp) -> Double {
        max(0, now.milliseconds(since: confirmedAt) / 1_000)
    }
}
