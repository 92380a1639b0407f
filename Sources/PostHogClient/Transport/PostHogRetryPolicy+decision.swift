extension PostHogRetryPolicy {
    /// The pause before the next attempt, or nil when there is none: the call must not be repeated, the attempts are
    /// used up, or the pause would last to the deadline.
    func pause(
        after error: PostHogError, wasNeverSent: Bool, of call: HTTPCall, attempt: Int, remaining: Duration,
        jitter: Double
    ) -> Duration? {
        guard attempt < maximumAttempts, mayRepeat(call, after: error, wasNeverSent: wasNeverSent) else { return nil }
        let pause = delay(afterAttempt: attempt, retryAfter: error.retryAfter, jitter: jitter)
        return pause < remaining ? pause : nil
    }

    private func mayRepeat(_ call: HTTPCall, after error: PostHogError, wasNeverSent: Bool) -> Bool {
        switch error.kind {
        // PostHog counts first and acts later: what it throttles it has not done.
        case .throttled: true
        case .unreachable: wasNeverSent || call.isRepeatable
        // A query that timed out may still run; another one would only add to the load.
        case .timeout: wasNeverSent || (call.isRepeatable && call.family != .query)
        case .server: call.isRepeatable && error.status != 501
        case .rejected: call.isRepeatable && error.status == 408
        default: false
        }
    }
}
