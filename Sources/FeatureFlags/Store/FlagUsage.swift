public import Analytics

/// How often a flag was asked for, in two numbers that must not be added up.
///
/// They count different things and overlap: an SDK of PostHog that evaluates through this gateway is one evaluation,
/// and reports the use the application makes of it as an event, which is one call. With local evaluation there are
/// calls only, with OFREP evaluations only. A flag with neither was asked for by nobody.
public struct FlagUsage: Sendable, Hashable {
    /// How often the gateway worked out the flag for somebody: through OFREP, `/flags`, `/decide` or as remote
    /// configuration. A request for all flags is one evaluation of each, whether the application then reads it or not.
    public let evaluations: Int
    /// How often an application read the flag, as `$feature_flag_called` events tell (PostHog API facts §10): SDKs send
    /// one for each user, flag and value, wherever it was evaluated, unless they are told not to.
    public let calls: Int
    /// The last time of either.
    public let lastCalledAt: Timestamp

    public init(evaluations: Int = 0, calls: Int = 0, lastCalledAt: Timestamp) {
        self.evaluations = evaluations
        self.calls = calls
        self.lastCalledAt = lastCalledAt
    }
}
