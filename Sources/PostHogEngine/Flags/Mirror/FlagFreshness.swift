import Analytics
import FeatureFlags

/// Tells where flags come from, by when PostHog last confirmed them.
struct FlagFreshness {
    /// What a poll may be late without anything being wrong, in seconds.
    static let toleranceSeconds = 15.0

    let intervalSeconds: Double
    /// When this process began.
    let startedAt: Timestamp

    /// - Parameters:
    ///   - confirmedAt: when any process last heard from PostHog that the flags are right.
    ///   - failedAt: when any process last failed to hear it.
    func source(confirmedAt: Timestamp, failedAt: Timestamp?, now: Timestamp) -> FlagSnapshot.Source {
        let kept: FlagSnapshot.Source = confirmedAt < startedAt ? .disk : .memory
        if let failedAt, failedAt > confirmedAt { return kept }
        let age = now.milliseconds(since: confirmedAt) / 1_000
        return age <= intervalSeconds * 2 + Self.toleranceSeconds ? .live : kept
    }
}
