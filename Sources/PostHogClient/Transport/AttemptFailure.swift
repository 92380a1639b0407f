/// An attempt without an answer.
struct AttemptFailure: Error, Sendable {
    var error: PostHogError
    /// True when the request certainly did not reach PostHog.
    var wasNeverSent: Bool
}
