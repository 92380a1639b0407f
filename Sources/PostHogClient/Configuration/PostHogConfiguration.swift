public import Logging

/// Everything a ``PostHogClient`` may be told; only the credentials have no default.
public struct PostHogConfiguration: Sendable {
    public var credentials: PostHogCredentials
    /// How long one attempt may take, from the connection to the last byte of the answer: 10 s.
    public var timeout: Duration = .seconds(10)
    /// How long a call may take as a whole: waiting for a place, attempts and the pauses between them: 30 s.
    public var deadline: Duration = .seconds(30)
    public var retry = PostHogRetryPolicy()
    /// How many calls of each kind may be made; below what PostHog allows.
    public var limits = PostHogLimits()
    /// Bodies of ``PostHogClient/batch(_:historicalMigration:token:)`` and its like from this size on are sent as gzip.
    public var compressedFromBytes = 1_024
    /// The largest answer that is read, packed or unpacked: 32 MiB.
    public var maximumResponseBytes = 32 * 1024 * 1024
    public var userAgent = "posthog-gateway-swift/1.0"
    /// Told of every attempt at level `debug`: method, path, status and time; never keys, queries or bodies.
    public var logger = Logger(label: "posthog-client", factory: { _ in SwiftLogNoOpLogHandler() })
    /// Called after every attempt, on any thread, with keys and tokens removed; for metrics and traces.
    public var onExchange: (@Sendable (PostHogExchange) -> Void)?

    public init(credentials: PostHogCredentials) {
        self.credentials = credentials
    }
}
