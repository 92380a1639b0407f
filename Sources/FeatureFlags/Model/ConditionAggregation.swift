/// Whom a condition set is bucketed by (PostHog API facts §7.4, `aggregation_group_type_index`).
public enum ConditionAggregation: Sendable, Hashable {
    /// The member is absent: as the flag says.
    case inherited
    /// The member is null: by person, whatever the flag says.
    case person
    /// By the group type with this index.
    case group(Int)

    /// The group type that counts, given the flag's own; nil for persons.
    public func groupTypeIndex(flagLevel: Int?) -> Int? {
        switch self {
        case .inherited: flagLevel
        case .person: nil
        case .group(let index): index
        }
    }
}
