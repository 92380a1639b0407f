import JSON

/// The steps of PostHog API facts §12.3, in their order.
extension EvaluationSession {
    mutating func decide(_ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext) -> FlagVerdict {
        guard flag.isActive else { return FlagVerdict(place, .disabled) }
        if let problem = flag.problem { return FlagVerdict(place, .malformed, problem: problem) }
        guard !flag.lacksDependency else { return FlagVerdict(place, .missingDependency) }
        if flag.enrollmentKey != nil || flag.superCondition != nil,
            let verdict = enrollment(place, flag, context)
        {
            return verdict
        }
        if let share = flag.holdoutShare, isHeldOut(share, place, flag, context) {
            return FlagVerdict(place, outcome: flag.outcomes.upperBound - 1, .holdout)
        }
        return conditions(place, flag, context)
    }

    /// Persons who opted in or out themselves.
    private mutating func enrollment(_ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext) -> FlagVerdict? {
        let on = FlagVerdict(place, outcome: flag.outcomes.lowerBound, .superCondition, condition: 0)
        let off = FlagVerdict(place, .superCondition, condition: 0)
        if let key = flag.enrollmentKey, let value = context.personProperties[plan.enrollmentKeys[key]] {
            return value == true || value == "true" ? on : off
        }
        guard let index = flag.superCondition else { return nil }
        let condition = plan.conditions[index]
        guard hasValue(for: condition, context) else { return nil }
        guard case .met = meets(condition, context) else { return off }
        let bucket = identifier(place, flag, nil, context) ?? .nobody
        return isInRollout(condition, hash(flag, bucket, place, context)) ? on : off
    }

    /// Whether the context has any of the properties a condition set looks at.
    private func hasValue(for condition: CompiledCondition, _ context: EvaluationContext) -> Bool {
        for index in condition.requirements {
            if case .property(let place) = plan.requirements[index],
                plan.properties[place].value(context, in: flagSet) != nil
            {
                return true
            }
        }
        return false
    }

    private func isHeldOut(_ share: Double, _ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext) -> Bool {
        guard let bucket = identifier(place, flag, flag.groupTypeIndex, context, usesOverride: false) else {
            return false
        }
        guard share < 1 else { return true }
        let prefix = Self.holdoutPrefix
        return BucketHash.value(prefix, prefix.indices, text(of: bucket, place, context)) <= share
    }

    private static let holdoutPrefix = Array("holdout-".utf8)

    private mutating func conditions(_ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext) -> FlagVerdict {
        var best: (code: EvaluationReason.Code, index: Int?) = (.noGroupType, nil)
        if flag.conditions.isEmpty { best.code = .noConditionMatch }
        /// The same for all sets bucketed by the same.
        var known: (identifier: BucketIdentifier, hash: Double)?
        for (index, position) in flag.conditions.enumerated() {
            let condition = plan.conditions[position]
            let bucket = identifier(place, flag, condition.groupTypeIndex, context)
            if let tracer {
                tracer.begin(
                    index, condition, identifier: bucket == nil ? nil : text(of: bucket ?? .nobody, place, context))
            }
            var code = EvaluationReason.Code.noConditionMatch
            if let bucket {
                switch meets(condition, context) {
                case .broken(let problem): return FlagVerdict(place, .malformed, problem: problem)
                case .notMet: break
                case .met where condition.rolloutPercentage == 100: code = .conditionMatch
                case .met:
                    if known?.identifier != bucket { known = (bucket, hash(flag, bucket, place, context)) }
                    code = isInRollout(condition, known?.hash ?? 0) ? .conditionMatch : .outOfRollout
                }
                if code == .conditionMatch {
                    let outcome = condition.outcome ?? outcome(flag, bucket, place, context)
                    tracer?.end(code)
                    return FlagVerdict(place, outcome: outcome, code, condition: index)
                }
            } else {
                code = condition.groupTypeIndex == nil ? .outOfRollout : .noGroupType
            }
            tracer?.end(code)
            if code.rank >= best.code.rank { best = (code, index) }
            if code == .outOfRollout, bucket != nil, flag.earlyExit { break }
        }
        return FlagVerdict(place, best.code, condition: best.index)
    }

    private enum Requirements {
        case met
        case notMet
        case broken(problem: Int)
    }

    /// Whether everything a condition set asks for holds; stops at the first that does not.
    private mutating func meets(_ condition: CompiledCondition, _ context: EvaluationContext) -> Requirements {
        for index in condition.requirements {
            let requirement = plan.requirements[index]
            let holds: Bool
            switch requirement {
            case .property(let place): holds = self.holds(property: place, context)
            case .flag(let place): holds = isMet(plan.flagRequirements[place])
            case .cohort(let place):
                let cohort = plan.cohortRequirements[place]
                holds = isMember(ofCohort: cohort.cohort, context) != cohort.isNegated
            case .broken(let problem): return .broken(problem: problem)
            }
            if let tracer { trace(requirement, holds, context, tracer) }
            guard holds else { return .notMet }
        }
        return .met
    }

    private func isMet(_ requirement: FlagRequirement) -> Bool {
        guard let flag = requirement.flag, let verdict = verdict(about: flag) else { return false }
        switch requirement.expected {
        case .on: return verdict.isOn
        case .off: return !verdict.isOn
        case .variant(let expected):
            guard verdict.isOn, let variant = plan.outcomes[Int(verdict.outcome)].variant else { return false }
            return expected.utf8.elementsEqual(variant.utf8)
        case .nothing: return false
        }
    }

    private func isInRollout(_ condition: CompiledCondition, _ hash: Double) -> Bool {
        guard condition.rolloutPercentage != 100 else { return true }
        tracer?.set(rolloutHash: hash)
        return hash <= condition.share
    }

    /// The variant that a hash chooses; those whose shares leave a rest come out as on without one.
    private func outcome(
        _ flag: CompiledFlag, _ identifier: BucketIdentifier, _ place: Int, _ context: EvaluationContext
    ) -> Int {
        guard !flag.bounds.isEmpty else { return flag.outcomes.lowerBound }
        let hash = self.hash(flag, identifier, place, context, salt: "variant")
        tracer?.set(variantHash: hash)
        for (number, bound) in flag.bounds.enumerated() where hash < plan.bounds[bound] {
            return flag.outcomes.lowerBound + 1 + number
        }
        return flag.outcomes.lowerBound
    }

    private func outcome(ofDependency flag: Int?) -> JSON? {
        guard let flag, let verdict = verdict(about: flag) else { return nil }
        guard verdict.isOn else { return false }
        return plan.outcomes[Int(verdict.outcome)].variant.map(JSON.string) ?? true
    }

    private func trace(
        _ requirement: CompiledRequirement, _ holds: Bool, _ context: EvaluationContext, _ tracer: EvaluationTracer
    ) {
        switch requirement {
        case .property(let place):
            let property = plan.properties[place]
            tracer.add(property.property, actual: property.value(context, in: flagSet), matched: holds)
        case .flag(let place):
            let flag = plan.flagRequirements[place]
            tracer.add(flag.source, actual: outcome(ofDependency: flag.flag), matched: holds)
        case .cohort(let place):
            let cohort = plan.cohortRequirements[place]
            tracer.add(cohort.source, actual: .bool(holds != cohort.isNegated), matched: holds)
        case .broken: break
        }
    }
}
