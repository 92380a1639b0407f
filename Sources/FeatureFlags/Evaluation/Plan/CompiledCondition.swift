/// A condition set ready for evaluation; numbers only, as ``CompiledFlag``.
struct CompiledCondition: Sendable {
    /// In ``FlagPlan/requirements``.
    let requirements: PlaceRange
    let rolloutPercentage: Double
    /// The same as a share of 1.
    let share: Double
    /// What everybody matched comes out as, in ``FlagPlan/outcomes``.
    let outcome: Int?
    let groupTypeIndex: Int?
}
