/// What another flag must come out as.
struct FlagRequirement: Sendable {
    /// The other flag by its place in the flag set; nil when there is no such flag.
    let flag: Int?
    let expected: ConditionParts.ExpectedOutcome
    let source: FlagProperty
}
