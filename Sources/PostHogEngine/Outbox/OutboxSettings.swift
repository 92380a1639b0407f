/// How much waits in the outbox and how it is sent.
public struct OutboxSettings: Sendable, Equatable {
    /// The most that waits on disk, in megabytes (2²⁰ bytes); more is refused (`OUTBOX_MAX_MB`).
    public var maximumMegabytes: Int
    /// The most events of one request; PostHog's capture takes 20 MB (PostHog API facts §10.1).
    public var batchEvents: Int
    /// The most bytes of one request, a single larger event aside.
    public var batchBytes: Int
    /// How long a batch that is not full waits for more events.
    public var linger: Duration
    /// The room on disk that is kept back, so that a full disk stops no delivery and no start, in bytes.
    var reserveBytes = 16 * 1_024 * 1_024

    public init(
        maximumMegabytes: Int = 1_024, batchEvents: Int = 1_000, batchBytes: Int = 4 * 1_024 * 1_024,
        linger: Duration = .milliseconds(100)
    ) {
        self.maximumMegabytes = max(1, maximumMegabytes)
        self.batchEvents = max(1, batchEvents)
        self.batchBytes = max(1, batchBytes)
        self.linger = linger
    }

    var maximumBytes: Int {
        let (bytes, overflow) = maximumMegabytes.multipliedReportingOverflow(by: 1_024 * 1_024)
        return overflow ? .max : bytes
    }
}
