import Analytics
import PostHogClient

extension EventStoreError {
    /// What a failed call of PostHog means to a lookup (DESIGN §4.12).
    ///
    /// PostHog that answered with an error is told apart from PostHog that is out of reach or has no room for the
    /// question right now.
    init(_ error: PostHogError) {
        switch error.kind {
        case .throttled, .limited, .unreachable, .timeout, .cancelled:
            self.init(
                .unavailable, "PostHog cannot be asked: \(error.kind.rawValue)",
                retryAfterSeconds: error.retryAfterSeconds ?? 5)
        case .server where error.status == 502 || error.status == 503:
            // A proxy without PostHog behind it, or ClickHouse at capacity (PostHog API facts §1.4).
            self.init(.unavailable, "PostHog has no capacity", retryAfterSeconds: error.retryAfterSeconds ?? 5)
        case .configuration, .invalidArgument:
            self.init(.failed, error.detail)
        case .tooLarge:
            self.init(.tooLarge, error.detail)
        default:
            self.init(error.status.map(Code.upstream) ?? .unusable, error.detail)
        }
    }
}
