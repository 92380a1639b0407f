/// A cohort's definition ready for evaluation.
struct CompiledCohort: Sendable {
    indirect enum Node: Sendable {
        case property(CompiledProperty, isNegated: Bool)
        /// Membership in another cohort, by its place in the flag set.
        case cohort(Int, isNegated: Bool)
        case group(CohortGroup.Junction, [Node])
        /// A filter that looks at something no context holds, for example what a person did.
        case never(isNegated: Bool)
    }

    let id: Int64
    /// Nil for a static cohort, whose members the context tells.
    let root: Node?
    /// Set when the cohort cannot be evaluated.
    let problem: String?
}
