/// How often a call is repeated, and how long it waits before it is.
///
/// Only a call that may be made twice without harm is repeated after an answer of 5xx, a lost connection or a timeout;
/// any call is repeated when PostHog certainly did nothing: no connection came about, or it answered 429.
public struct PostHogRetryPolicy: Sendable, Hashable {
    /// Attempts in all; 1 never repeats.
    public var maximumAttempts: Int
    /// The pause before the second attempt; it doubles with every further one.
    public var baseDelay: Duration
    /// The longest pause, when PostHog itself does not ask for a longer one.
    public var maximumDelay: Duration

    public init(
        maximumAttempts: Int = 3, baseDelay: Duration = .milliseconds(200), maximumDelay: Duration = .seconds(5)
    ) {
        self.maximumAttempts = max(maximumAttempts, 1)
        self.baseDelay = max(baseDelay, .zero)
        self.maximumDelay = max(maximumDelay, .zero)
    }

    /// The pause after the given attempt (from 1): between half and the whole of the doubled base, so that many
    /// clients that failed together do not come back together; never less than what PostHog asked for.
    func delay(afterAttempt attempt: Int, retryAfter: Duration?, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 16)
        let full = min(baseDelay * (1 << doublings), maximumDelay)
        let half = full / 2
        let backoff = half + half * min(max(jitter, 0), 1)
        return max(backoff, retryAfter ?? .zero)
    }
}
