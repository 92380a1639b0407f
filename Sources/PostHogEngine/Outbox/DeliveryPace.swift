/// How long delivery pauses after failures, and when many refusals in a row are too many to be the events' fault.
struct DeliveryPace {
    static let firstPauseSeconds = 1.0
    static let longestPauseSeconds = 60.0
    /// Single events refused in a row, with none taken in between, after which delivery pauses: what refuses them all
    /// may need the time to recover, and should not be asked as fast as it answers.
    static let refusalsBeforePause = 20

    private var failures = 0
    private var refusals = 0

    mutating func succeeded() {
        failures = 0
        refusals = 0
    }

    /// - Parameter random: from 0 to 1, so that many gateways do not come back at the same moment.
    /// - Returns: the pause in seconds: doubled with every failure, or what PostHog asked for when that is longer.
    mutating func failed(retryAfterSeconds: Double?, random: Double) -> Double {
        let doubled = Self.firstPauseSeconds * Double(1 << min(failures, 10))
        failures = min(failures + 1, 32)
        let pause = min(doubled, Self.longestPauseSeconds) * (0.5 + random / 2)
        return max(pause, retryAfterSeconds ?? 0)
    }

    /// A wrong token or address; nobody repairs it within a second.
    mutating func misconfigured(random: Double) -> Double {
        failures = max(failures, 4)
        return failed(retryAfterSeconds: nil, random: random)
    }

    /// One event was refused alone.
    /// - Returns: the pause in seconds before the next request; nil when there is none.
    mutating func refused(random: Double) -> Double? {
        refusals += 1
        guard refusals >= Self.refusalsBeforePause else { return nil }
        refusals = 0
        failures = max(failures, 5)
        return failed(retryAfterSeconds: nil, random: random)
    }
}
