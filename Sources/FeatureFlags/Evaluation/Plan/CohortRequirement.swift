/// Membership in a cohort.
struct CohortRequirement: Sendable {
    /// The cohort by its place in the flag set.
    let cohort: Int
    let isNegated: Bool
    let source: FlagProperty
}
