/// The time the client waits by, and the chance in its pauses.
protocol CallClock: Sendable {
    /// Time since a fixed moment; never goes back.
    func now() -> Duration
    /// Returns at the given time, or throws when the task is cancelled.
    func sleep(until time: Duration) async throws
    /// A random number from 0 to 1.
    func jitter() -> Double
}

/// The system's clock.
struct SystemCallClock: CallClock {
    private let start = ContinuousClock.now

    func now() -> Duration {
        start.duration(to: .now)
    }

    func sleep(until time: Duration) async throws {
        try await ContinuousClock().sleep(until: start.advanced(by: time))
    }

    func jitter() -> Double {
        .random(in: 0...1)
    }
}
