import JSON

/// Compiles the flags of a set against each other and against the cohorts.
struct FlagCompiler {
    let indexByKey: FlagKeyIndex
    let indexByID: [Int64: Int]
    let cohortIndexByID: [Int64: Int]
    let cohorts: [CompiledCohort]
    let matching: PropertyMatching

    /// What compiling one flag gives, before the flags are known that wait for each other.
    struct Parts {
        let flag: FeatureFlag
        var conditions: [ConditionParts] = []
        var superCondition: ConditionParts?
        /// The ends of the variants' shares of the hashes, exclusive.
        var bounds: [Double] = []
        var dependencies: [Int] = []
        /// Whether a flag asked for does not exist.
        var missesDependency = false
        var problem: FlagProblem?
    }

    func compile(_ flag: FeatureFlag) -> Parts {
        let filters = flag.filters
        var parts = Parts(flag: flag)
        do throws(FlagProblem) {
            for (index, group) in filters.groups.enumerated() {
                parts.conditions.append(try compile(group, of: flag, path: "filters.groups[\(index)]"))
            }
        } catch {
            parts.problem = error
        }
        for requirement in parts.conditions.flatMap(\.requirements) {
            guard case .flag(let index, _, _) = requirement else { continue }
            if let index { parts.dependencies.append(index) } else { parts.missesDependency = true }
        }
        var bound = 0.0
        parts.bounds = filters.variants.map { variant in
            bound += variant.rolloutPercentage / 100
            return bound
        }
        if !filters.featureEnrollment, let first = filters.superGroups.first, !first.properties.isEmpty {
            parts.superCondition = try? compile(first, of: flag, path: "filters.super_groups[0]")
        }
        return parts
    }

    private func compile(
        _ condition: FlagCondition, of flag: FeatureFlag, path: String
    ) throws(FlagProblem) -> ConditionParts {
        let groupTypeIndex = condition.aggregation.groupTypeIndex(flagLevel: flag.filters.aggregationGroupTypeIndex)
        var first: [ConditionParts.Requirement] = []
        var cohorts: [ConditionParts.Requirement] = []
        for (index, property) in condition.properties.enumerated() {
            let path = "\(path).properties[\(index)]"
            switch property.type {
            case .cohort: cohorts.append(cohort(property, path: path))
            case .flag: first.append(dependency(property))
            default:
                guard let compiled = CompiledProperty.compile(property, flagLevel: groupTypeIndex, matching) else {
                    throw unsupported(property, path: path)
                }
                first.append(.property(compiled))
            }
        }
        let variantKeys = flag.filters.variants.map(\.key)
        return ConditionParts(
            requirements: first + cohorts, rolloutPercentage: condition.rolloutPercentage ?? 100,
            variant: condition.variant.flatMap { variantKeys.firstIndex(of: $0) }, groupTypeIndex: groupTypeIndex)
    }

    private func unsupported(_ property: FlagProperty, path: String) -> FlagProblem {
        guard PropertyType.allKnown.contains(property.type) else {
            return FlagProblem(
                field: "\(path).type", rule: "known type", detail: "the type \(property.type.rawValue) is unknown")
        }
        if property.type == .group, property.groupTypeIndex == nil {
            return FlagProblem(
                field: "\(path).group_type_index", rule: "required", detail: "a group property needs a group type")
        }
        return FlagProblem(
            field: "\(path).operator", rule: "known operator",
            detail: "the operator \(property.operator?.rawValue ?? "null") compares no properties")
    }

    private func cohort(_ property: FlagProperty, path: String) -> ConditionParts.Requirement {
        guard let id = property.cohortID else {
            return .broken(
                FlagProblem(field: "\(path).value", rule: "cohort id", detail: "a cohort is named by its id"))
        }
        guard let index = cohortIndexByID[id] else {
            return .broken(
                FlagProblem(field: "\(path).value", rule: "cohort exists", detail: "cohort \(id) does not exist"))
        }
        if let problem = cohorts[index].problem {
            return .broken(FlagProblem(field: "\(path).value", rule: "cohort", detail: problem))
        }
        switch property.operator {
        case nil, .isIn, .exact: return .cohort(index, isNegated: false, property)
        case .isNotIn: return .cohort(index, isNegated: true, property)
        default:
            return .broken(
                FlagProblem(field: "\(path).operator", rule: "in or not_in", detail: "a cohort needs in or not_in"))
        }
    }

    private func dependency(_ property: FlagProperty) -> ConditionParts.Requirement {
        var expected = ConditionParts.ExpectedOutcome.nothing
        if property.operator == .flagEvaluatesTo {
            switch property.value {
            case .bool(let isOn): expected = isOn ? .on : .off
            case .string(let variant): expected = .variant(variant)
            default: break
            }
        }
        return .flag(property.flagIndex(byKey: indexByKey, byID: indexByID), expected, property)
    }
}

extension FlagProperty {
    /// The place of the flag this filter asks for.
    ///
    /// A definition names flags by key and carries a chain; the CRUD API names them by number.
    func flagIndex(byKey: FlagKeyIndex, byID: [Int64: Int]) -> Int? {
        let numbered = Int64(key).flatMap { byID[$0] }
        let named = byKey[key]
        return unknownMembers["dependency_chain"] != nil ? named ?? numbered : numbered ?? named
    }
}
