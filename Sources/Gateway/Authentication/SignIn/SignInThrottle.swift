import Access
import Analytics
import Synchronization

/// Slows guessing down: a growing delay for each client, shared by all processes through the store, and an allowance
/// of failures for all clients of this process together (DESIGN §4.11; delays from `SignInDelay`).
///
/// An attempt is counted before its token is looked at, and counted back when the token was right. So of many made at
/// once only the first goes through, and while a client has to wait a right token is answered like a wrong one.
final class SignInThrottle: Sendable {
    private let store: any AccessStore
    private let failures: Mutex<TokenBucket>

    /// Failures of all clients together: a hundred at once, then two a second. Far above what people mistype, far
    /// below what guessing needs, and it empties only while an attack runs; sessions and API tokens are untouched.
    static let failureAllowance = 100.0
    static let failuresPerSecond = 2.0

    /// Whether an attempt may be made.
    enum Decision: Sendable, Equatable {
        /// It is counted; its outcome must be reported.
        case allowed
        case wait(seconds: Int)
    }

    init(store: any AccessStore, at now: Timestamp) {
        self.store = store
        failures = Mutex(
            TokenBucket(capacity: Self.failureAllowance, refillPerSecond: Self.failuresPerSecond, at: now))
    }

    /// Counts an attempt, unless it has to wait.
    func begin(client: String, at now: Timestamp) async throws(EventStoreError) -> Decision {
        let before = try await store.signInDelay(client: client)
        let wait = before?.secondsToWait(at: now) ?? 0
        if wait > 0 { return .wait(seconds: wait) }
        let allowance = failures.withLock { $0.secondsToWait(at: now) }
        if allowance > 0 { return .wait(seconds: allowance) }
        let known = before.map { $0.isForgotten(at: now) ? 0 : $0.failures } ?? 0
        let after = try await store.recordSignInFailure(client: client, at: now)
        // Another attempt came in between: this one would have had to wait for its outcome.
        if after.failures > max(SignInDelay.freeFailures, known + 1) {
            return .wait(seconds: max(1, after.secondsToWait(at: now)))
        }
        return .allowed
    }

    /// The token of a counted attempt was right: the client starts anew.
    func succeeded(client: String) async throws(EventStoreError) {
        try await store.clearSignInFailures(client: client)
    }

    /// The token of a counted attempt was wrong.
    func failed(at now: Timestamp) {
        failures.withLock { $0.take(at: now) }
    }
}
