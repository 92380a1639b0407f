import JSON

/// Which flags of a set are decided by who the user is, not by properties alone.
///
/// OFREP answers `TARGETING_KEY_MISSING` only where the key is really needed (flag systems §4b): for a partial rollout,
/// for variants chosen by hash, for holdouts, for static cohorts, for what the gateway keeps about a user, and for
/// flags that depend on such a flag.
struct IdentityNeeds {
    /// By place in the flag set.
    private(set) var needs: [Bool]

    init(_ set: FlagSet) {
        let cohorts = Self.cohorts(set.cohorts)
        needs = set.flags.map { $0.needsIdentity(cohorts: cohorts) }
        var places: [String: Int] = [:]
        for (index, flag) in set.flags.enumerated() {
            // A filter names the other flag by its key or by its number.
            places[String(flag.id)] = index
        }
        for (index, flag) in set.flags.enumerated() { places[flag.key] = index }
        let dependencies = set.flags.map { flag in
            (flag.filters.groups + flag.filters.superGroups).flatMap(\.properties)
                .filter { $0.type == .flag }.compactMap { places[$0.key] }
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

    /// The cohorts whose members are a list, and those that refer to one.
    private static func cohorts(_ cohorts: [Cohort]) -> Set<Int64> {
        var found = Set(cohorts.filter(\.isStatic).map(\.id))
        let references = cohorts.map { (id: $0.id, others: $0.definition.references) }
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

extension CohortGroup {
    /// The cohorts this definition refers to.
    fileprivate var references: [Int64] {
        var open = [self]
        var references: [Int64] = []
        while let group = open.popLast() {
            for value in group.values {
                switch value {
                case .property(let property): references += [property.cohortID].compactMap(\.self)
                case .group(let inner): open.append(inner)
                }
            }
        }
        return references
    }
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
            if condition.properties.contains(where: { $0.cohortID.map(cohorts.contains) ?? false }) { return true }
            // A set bucketed by a group or a device asks for that identifier, not for the user's.
            guard condition.aggregation.groupTypeIndex(flagLevel: filters.aggregationGroupTypeIndex) == nil,
                bucketingIdentifier == .distinctID, rollout > 0
            else { return false }
            return rollout < 100 || filters.choosesVariant(condition)
        }
    }
}
