public import Analytics

/// How often a flag was evaluated.
public struct FlagUsage: Sendable, Hashable {
    public let evaluations: Int
    public let lastCalledAt: Timestamp

    public init(evaluations: Int, lastCalledAt: Timestamp) {
        self.evaluations = evaluations
        self.lastCalledAt = lastCalledAt
    }
}
