import Analytics
import PostHogClient

extension EventStoreError {
    /// After how many seconds another try makes sense when PostHog does not say.
    private static let retrySeconds = 5

    /// An answer of PostHog that does not fit the question says nothing: as good as none.
    static func unreadable(_ problem: String) -> EventStoreError {
        EventStoreError(
            .unavailable, "PostHog's answer cannot be read: \(problem)", retryAfterSeconds: retrySeconds)
    }

    /// What a failed call of PostHog means to a lookup (DESIGN §4.12).
    ///
    /// PostHog that answered with an error is told apart from PostHog that is out of reach or has no room for the
    /// question right now. What something else answers in its place, a proxy or a page to sign in for example, is no
    /// answer of PostHog: it is out of reach.
    init(_ error: PostHogError) {
        switch error.kind {
        case .throttled, .limited, .unreachable, .timeout, .cancelled:
            self.init(
                .unavailable, "PostHog cannot be asked: \(error.kind.rawValue)",
                retryAfterSeconds: error.retryAfterSeconds ?? Self.retrySeconds)
        case .server where error.status == 502 || error.status == 503:
            // A proxy without PostHog behind it, or ClickHouse at capacity (PostHog API facts §1.4).
            self.init(
                .unavailable, "PostHog has no capacity", retryAfterSeconds: error.retryAfterSeconds ?? Self.retrySeconds
            )
        case .malformed, .redirected:
            self.init(
                .unavailable, "something else answers in PostHog's place: \(error.detail)",
                retryAfterSeconds: Self.retrySeconds)
        case .rejected where error.status == 408 || error.status == 425:
            self.init(
                .unavailable, "PostHog did not take the question: \(error.detail)", retryAfterSeconds: Self.retrySeconds
            )
        case .configuration, .invalidArgument:
            self.init(.failed, error.detail)
        case .tooLarge:
            self.init(.tooLarge, error.detail)
        default:
            self.init(error.status.map(Code.upstream) ?? .unusable, error.detail)
        }
    }
}
