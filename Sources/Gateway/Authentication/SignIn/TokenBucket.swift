import Analytics

/// An allowance that refills with time: so much at once, so much per second in the long run.
struct TokenBucket: Sendable, Equatable {
    private let capacity: Double
    private let refillPerSecond: Double
    private var level: Double
    private var measuredAt: Timestamp

    init(capacity: Double, refillPerSecond: Double, at now: Timestamp) {
        self.capacity = capacity
        self.refillPerSecond = refillPerSecond
        level = capacity
        measuredAt = now
    }

    /// Whole seconds until something may be taken; 0 when it may be now.
    mutating func secondsToWait(at now: Timestamp) -> Int {
        refill(at: now)
        return level >= 1 ? 0 : max(1, Int(((1 - level) / refillPerSecond).rounded(.up)))
    }

    /// Takes one; the level may fall below zero by what was begun at the same time.
    mutating func take(at now: Timestamp) {
        refill(at: now)
        level = max(level - 1, -capacity)
    }

    private mutating func refill(at now: Timestamp) {
        // A clock that was set back refills nothing, and time counts from there.
        let seconds = max(0, now.milliseconds(since: measuredAt) / 1_000)
        level = min(capacity, level + seconds * refillPerSecond)
        measuredAt = now
    }
}
