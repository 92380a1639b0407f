public import Analytics

/// The growing delay after failed sign-ins of one client: free for five failures, then 1, 2, 4 … 60 seconds.
///
/// A quarter of an hour without a failure starts anew.
public struct SignInDelay: Sendable, Equatable {
    public static let freeFailures = 5
    public static let longestSeconds: Int64 = 60
    public static let forgottenAfterSeconds: Int64 = 15 * 60

    public let failures: Int
    public let lastFailure: Timestamp

    public init(failures: Int, lastFailure: Timestamp) {
        self.failures = failures
        self.lastFailure = lastFailure
    }

    /// Whole seconds to wait before another try counts; 0 when it may be made now.
    public func secondsToWait(at now: Timestamp) -> Int {
        guard failures >= Self.freeFailures, !isForgotten(at: now) else { return 0 }
        let doublings = min(failures - Self.freeFailures, 6)
        let delay = min(Int64(1) << Int64(doublings), Self.longestSeconds)
        let end = lastFailure.advanced(byMicroseconds: delay * Timestamp.microsecondsPerSecond)
        // A clock that was set back must not lengthen the delay.
        let remaining = min(end.milliseconds(since: now), Double(delay * 1_000))
        return remaining <= 0 ? 0 : Int((remaining / 1_000).rounded(.up))
    }

    /// The state after one more failure.
    public func afterFailure(at now: Timestamp) -> SignInDelay {
        SignInDelay(failures: isForgotten(at: now) ? 1 : min(failures, 1_000) + 1, lastFailure: now)
    }

    public func isForgotten(at now: Timestamp) -> Bool {
        lastFailure.advanced(byMicroseconds: Self.forgottenAfterSeconds * Timestamp.microsecondsPerSecond) <= now
    }
}
