public import Analytics

/// How the outbox does; counted over all processes on the data directory unless a member says otherwise.
public struct OutboxStatistics: Sendable, Equatable {
    /// Events that wait for this project.
    public var waiting = 0
    /// Events that wait for another project, which the gateway on this directory was set to before.
    public var waitingElsewhere = 0
    /// The bytes of all events that wait.
    public var waitingBytes = 0
    /// When the event of this project that waits longest was captured; nil when none waits.
    public var oldest: Timestamp?
    /// Events PostHog has taken since the outbox was made.
    public var delivered = 0
    /// Events PostHog has refused for good since the outbox was made.
    public var dead = 0
    /// Refused events that are still kept.
    public var deadKept = 0
    /// Whether this process is the one that delivers.
    public var isDelivering = false
    /// Why the last delivery of this process failed; nil after a success.
    public var failure: String?
    /// When this process tries again after a failure.
    public var retriesAt: Timestamp?

    /// The age of the event that waits longest, in seconds; 0 when none waits.
    public func oldestAgeSeconds(at now: Timestamp) -> Double {
        oldest.map { max(0, now.milliseconds(since: $0) / 1_000) } ?? 0
    }
}
