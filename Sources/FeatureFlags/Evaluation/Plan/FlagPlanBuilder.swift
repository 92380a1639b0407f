import JSON

/// Puts compiled flags together, one after the other.
struct FlagPlanBuilder {
    private(set) var flags: [CompiledFlag] = []
    private(set) var conditions: [CompiledCondition] = []
    private(set) var requirements: [CompiledRequirement] = []
    private(set) var properties: [CompiledProperty] = []
    private(set) var flagRequirements: [FlagRequirement] = []
    private(set) var cohortRequirements: [CohortRequirement] = []
    private(set) var outcomes: [FlagOutcome] = []
    private(set) var bounds: [Double] = []
    private(set) var dependencies: [Int] = []
    private(set) var problems: [FlagProblem] = []
    private(set) var enrollmentKeys: [String] = []
    private(set) var hashPrefixes: [UInt8] = []
    private(set) var rolloutHeads = BucketHeads()
    private(set) var variantHeads = BucketHeads()
    /// By the bytes of the filter, as texts that count as equal may still be compared differently.
    private var propertyByText: [[UInt8]: Int] = [:]

    mutating func append(_ parts: FlagCompiler.Parts, lacksDependency: Bool) {
        let flag = parts.flag
        let filters = flag.filters
        let outcomes = add(outcomesOf: parts)
        let conditions = Self.add(to: &self.conditions, parts.conditions.map { compile($0, outcomes) })
        let superCondition = parts.superCondition.map { parts in
            Self.add(to: &self.conditions, [compile(parts, outcomes)]).lowerBound
        }
        let prefix = Array("\(flag.key).".utf8)
        let isPersonal = flag.active && flag.bucketingIdentifier == .distinctID
        let personal = isPersonal ? parts.conditions.filter { $0.groupTypeIndex == nil } : []
        let needsRollout = personal.contains { $0.rolloutPercentage != 100 }
        let needsVariant = !parts.bounds.isEmpty && personal.contains { $0.variant == nil }
        let share = filters.holdout.map { min(max($0.exclusionPercentage, 0), 100) / 100 }
        flags.append(
            CompiledFlag(
                isActive: flag.active,
                isForEveryCaller: flag.evaluationRuntime == .all && flag.evaluationContexts.isEmpty,
                lacksDependency: lacksDependency, earlyExit: filters.earlyExit,
                isBucketedByDevice: flag.bucketingIdentifier == .deviceID,
                ensuresContinuity: flag.ensureExperienceContinuity, groupTypeIndex: filters.aggregationGroupTypeIndex,
                problem: small(parts.problem.map { add($0) }),
                enrollmentKey: small(
                    filters.featureEnrollment
                        ? Self.add(to: &enrollmentKeys, ["$feature_enrollment/\(flag.key)"]).lowerBound : nil),
                superCondition: small(superCondition), holdoutShare: share, conditions: conditions,
                hashPrefix: Self.add(to: &hashPrefixes, prefix),
                rolloutHead: small(needsRollout ? rolloutHeads.append(prefix) : nil),
                variantHead: small(needsVariant ? variantHeads.append(prefix) : nil),
                bounds: Self.add(to: &bounds, parts.bounds), outcomes: outcomes,
                dependencies: Self.add(to: &dependencies, parts.dependencies)))
    }

    private mutating func add(outcomesOf parts: FlagCompiler.Parts) -> PlaceRange {
        let filters = parts.flag.filters
        let variants = filters.variants.map(\.key) + [filters.holdout?.variant].compactMap(\.self)
        return Self.add(
            to: &outcomes,
            [FlagOutcome(variant: nil, payload: filters.payloads["true"])]
                + variants.map { FlagOutcome(variant: $0, payload: filters.payloads[$0]) })
    }

    private mutating func compile(_ condition: ConditionParts, _ outcomes: PlaceRange) -> CompiledCondition {
        let compiled = condition.requirements.map { compile($0) }
        return CompiledCondition(
            requirements: Self.add(to: &requirements, compiled), rolloutPercentage: condition.rolloutPercentage,
            share: condition.rolloutPercentage / 100, outcome: condition.variant.map { outcomes.lowerBound + 1 + $0 },
            groupTypeIndex: condition.groupTypeIndex)
    }

    private mutating func compile(_ requirement: ConditionParts.Requirement) -> CompiledRequirement {
        switch requirement {
        case .property(let property): return .property(place(of: property))
        case .flag(let flag, let expected, let source):
            flagRequirements.append(FlagRequirement(flag: flag, expected: expected, source: source))
            return .flag(flagRequirements.count - 1)
        case .cohort(let cohort, let isNegated, let source):
            cohortRequirements.append(CohortRequirement(cohort: cohort, isNegated: isNegated, source: source))
            return .cohort(cohortRequirements.count - 1)
        case .broken(let problem): return .broken(problem: add(problem))
        }
    }

    private mutating func place(of property: CompiledProperty) -> Int {
        var text = property.property.json.serialized()
        // A filter without a group type of its own has its flag's.
        if case .group(let index) = property.source { text += Array(" \(index)".utf8) }
        if let known = propertyByText[text] { return known }
        propertyByText[text] = properties.count
        properties.append(property)
        return properties.count - 1
    }

    private mutating func add(_ problem: FlagProblem) -> Int {
        Self.add(to: &problems, [problem]).lowerBound
    }

    private func small(_ place: Int?) -> Int32? {
        place.map { Int32(truncatingIfNeeded: $0) }
    }

    private static func add<Element>(to list: inout [Element], _ elements: [Element]) -> PlaceRange {
        let start = list.count
        list += elements
        return PlaceRange(start..<list.count)
    }
}
