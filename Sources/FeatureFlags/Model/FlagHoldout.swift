/// A share of the users kept out of every experiment (PostHog API facts §12.3).
public struct FlagHoldout: Sendable, Hashable {
    public var id: Int64
    /// Percent of the users that are held out.
    public var exclusionPercentage: Double

    public init(id: Int64, exclusionPercentage: Double) {
        self.id = id
        self.exclusionPercentage = exclusionPercentage
    }

    /// The variant that users held out get.
    public var variant: String { "holdout-\(id)" }
}
