/// A condition set as the compiler makes it, before the set's flags are put together in a ``FlagPlan``.
struct ConditionParts: Sendable {
    /// One thing that must hold; flags and properties in their order, cohorts after them, as the server does.
    enum Requirement: Sendable {
        case property(CompiledProperty)
        /// The outcome of another flag, by its place in the flag set; nil when there is no such flag.
        case flag(Int?, ExpectedOutcome, FlagProperty)
        /// Membership in a cohort, by its place in the flag set.
        case cohort(Int, isNegated: Bool, FlagProperty)
        /// A filter that cannot be evaluated; reaching it fails the flag.
        case broken(FlagProblem)
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
    /// The variant that everybody matched gets, by its place among the flag's.
    let variant: Int?
    let groupTypeIndex: Int?
}
