/// A condition set ready for evaluation.
final class CompiledCondition: Sendable {
    /// One thing that must hold; flags and properties in their order, cohorts after them, as the server does.
    enum Requirement: Sendable {
        case property(CompiledProperty)
        /// The outcome of another flag, by its place in the flag set; nil when there is no such flag.
        indirect case flag(Int?, ExpectedOutcome, FlagProperty)
        /// Membership in a cohort, by its place in the flag set.
        indirect case cohort(Int, isNegated: Bool, FlagProperty)
        /// A filter that cannot be evaluated; reaching it fails the flag.
        indirect case broken(FlagProblem)
    }

    /// What another flag must come out as.
    enum ExpectedOutcome: Sendable, Hashable {
        case on
        case off
        case variant(String)
        case nothing
    }

    let requirements: [Requirement]
    let rolloutPercentage: Double
    /// The variant that everybody matched gets; only one the flag has.
    let variant: String?
    let groupTypeIndex: Int?

    init(requirements: [Requirement], rolloutPercentage: Double, variant: String?, groupTypeIndex: Int?) {
        self.requirements = requirements
        self.rolloutPercentage = rolloutPercentage
        self.variant = variant
        self.groupTypeIndex = groupTypeIndex
    }
}
