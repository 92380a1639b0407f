import JSON

/// Which flags of a set are decided by who the user is, not by properties alone.
///
/// OFREP answers `TARGETING_KEY_MISSING` only where the key is really needed (flag systems §4b): for a partial rollout,
/// for variants chosen by hash, for holdouts, for static cohorts, for filters on the distinct id, for what the gateway
/// keeps about a user, and for flags that depend on such a flag.
struct IdentityNeeds {
    /// By place in the flag set.
    private(set) var needs: [Bool]

    init(_ set: FlagSet) {
        let cohorts = Self.cohorts(set.cohorts)
        needs = set.flags.map { $0.needsIdentity(cohorts: cohorts) }
        let dependencies = set.flags.map { flag in
            (flag.filters.groups + flag.filters.superGroups).flatMap(\.properties)
                .filter { $0.type == .flag }.compactMap(set.index(ofFlag:))
        }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in needs.indices where !needs[index] && dependencies[index].contains(where: { needs[$0] }) {
                needs[index] = true
                hasChanged = true
            }
        }
    }

    /// The cohorts whose members are a list or told by their distinct ids, and those that refer to one.
    private static func cohorts(_ cohorts: [Cohort]) -> Set<Int64> {
        var found: Set<Int64> = []
        var references: [(id: Int64, others: [Int64])] = []
        for cohort in cohorts {
            let properties = cohort.isStatic ? [] : cohort.definition.properties
            references.append((cohort.id, properties.compactMap(\.cohortID)))
            if cohort.isStatic || properties.contains(where: \.asksDistinctID) { found.insert(cohort.id) }
        }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for cohort in references where !found.contains(cohort.id) && !found.isDisjoint(with: cohort.others) {
                found.insert(cohort.id)
                hasChanged = true
            }
        }
        return found
    }
}

extension FlagProperty {
    /// Whether the filter looks at the property every person has, its distinct id.
    fileprivate var asksDistinctID: Bool { type == .person && key == "distinct_id" }
}

extension FeatureFlag {
    fileprivate func needsIdentity(cohorts: Set<Int64>) -> Bool {
        guard active else { return false }
        if let holdout = filters.holdout, holdout.exclusionPercentage < 100,
            filters.aggregationGroupTypeIndex == nil
        {
            return true
        }
        return filters.groups.contains { condition in
            let rollout = condition.rolloutPercentage ?? 100
            if condition.properties.contains(where: { $0.asksDistinctID || $0.cohortID.map(cohorts.contains) ?? false })
            {
                return true
            }
            // A set bucketed by a group or a device asks for that identifier, not for the user's.
            guard condition.aggregation.groupTypeIndex(flagLevel: filters.aggregationGroupTypeIndex) == nil,
                bucketingIdentifier == .distinctID, rollout > 0
            else { return false }
            return rollout < 100 || filters.choosesVariant(condition)
        }
    }
}
