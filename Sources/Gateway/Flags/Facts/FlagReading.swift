import FeatureFlags

/// What one flag's own filters name: properties, cohorts, other flags.
struct FlagReading {
    private(set) var facts = FlagNeeds.Facts()
    /// Other flags by key or number.
    private(set) var dependencies: [String] = []

    init(of flag: FeatureFlag, cohorts: [Int64: Cohort]) {
        guard flag.active else { return }
        let conditions = flag.filters.groups + flag.filters.superGroups
        facts.asksGroups = conditions.contains {
            $0.aggregation.groupTypeIndex(flagLevel: flag.filters.aggregationGroupTypeIndex) != nil
        }
        var open = conditions.flatMap(\.properties)
        var seen: Set<Int64> = []
        while let property = open.popLast() {
            switch property.type {
            case .group:
                facts.groupProperties.insert(property.key)
                facts.asksGroups = true
            case .flag: dependencies.append(property.key)
            case .personMetadata: facts.asksPersonMetadata = true
            case .cohort:
                guard let id = property.cohortID, let cohort = cohorts[id], seen.insert(id).inserted else { continue }
                if cohort.isStatic {
                    facts.staticCohorts.insert(id)
                } else {
                    open += cohort.definition.properties
                }
            default: insert(property.key)
            }
        }
        if flag.filters.featureEnrollment || !flag.filters.superGroups.isEmpty {
            insert("$feature_enrollment/\(flag.key)")
        }
        if flag.ensureExperienceContinuity { facts.continuityFlags.insert(flag.key) }
    }

    /// A first value that is not kept yet is filled from the current one (PostHog API facts §12.3).
    private mutating func insert(_ property: String) {
        facts.personProperties.insert(property)
        guard property.hasPrefix("$initial_") else { return }
        let current = property.dropFirst("$initial_".count)
        facts.personProperties.formUnion(["$\(current)", String(current)])
    }
}

extension CohortGroup {
    /// All filters of the definition, at any depth.
    fileprivate var properties: [FlagProperty] {
        var found: [FlagProperty] = []
        var open = [self]
        while let group = open.popLast() {
            for value in group.values {
                switch value {
                case .property(let property): found.append(property)
                case .group(let inner): open.append(inner)
                }
            }
        }
        return found
    }
}
