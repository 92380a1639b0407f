import JSON

/// The steps of PostHog API facts §12.3, in their order.
extension FlagSet {
    func decide(
        _ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> FlagVerdict {
        guard flag.isActive else { return FlagVerdict(place, .disabled) }
        if let problem = flag.problem { return FlagVerdict(place, .malformed, problem: Int(problem)) }
        guard !flag.lacksDependency else { return FlagVerdict(place, .missingDependency) }
        if flag.enrollmentKey != nil || flag.superCondition != nil,
            let verdict = enrollment(place, flag, context, &session)
        {
            return verdict
        }
        if let share = flag.holdoutShare, isHeldOut(share, place, flag, context) {
            return FlagVerdict(place, outcome: flag.outcomes.upperBound - 1, .holdout)
        }
        return conditions(place, flag, context, &session)
    }

    /// Persons who opted in or out themselves.
    private func enrollment(
        _ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> FlagVerdict? {
        let on = FlagVerdict(place, outcome: flag.outcomes.lowerBound, .superCondition, condition: 0)
        let off = FlagVerdict(place, .superCondition, condition: 0)
        if let key = flag.enrollmentKey, let value = context.personProperties[plan.enrollmentKeys[Int(key)]] {
            return value == true || value == "true" ? on : off
        }
        guard let index = flag.superCondition else { return nil }
        let condition = plan.conditions[Int(index)]
        guard hasValue(for: condition, context) else { return nil }
        guard case .met = meets(condition, context, &session) else { return off }
        let bucket = identifier(place, flag, nil, context) ?? .nobody
        return isInRollout(condition, hash(.rollout, flag, bucket, place, context, &session), session) ? on : off
    }

    /// Whether the context has any of the properties a condition set looks at.
    private func hasValue(for condition: CompiledCondition, _ context: EvaluationContext) -> Bool {
        for index in condition.requirements.places {
            if case .property(let place) = plan.requirements[index],
                plan.properties[place].value(context, in: self) != nil
            {
                return true
            }
        }
        return false
    }

    private func isHeldOut(_ share: Double, _ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext) -> Bool {
        guard share < 1 else { return true }
        guard let bucket = identifier(place, flag, flag.groupTypeIndex, context, usesOverride: false) else {
            return false
        }
        let prefix = Self.holdoutPrefix
        return BucketHash.value(prefix.span, text(of: bucket, place, context)) <= share
    }

    private static let holdoutPrefix = Array("holdout-".utf8)

    private func conditions(
        _ place: Int, _ flag: CompiledFlag, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> FlagVerdict {
        var best: (code: EvaluationReason.Code, index: Int?) = (.noGroupType, nil)
        if flag.conditions.isEmpty { best.code = .noConditionMatch }
        /// The same for all sets bucketed by the same.
        var known: (identifier: BucketIdentifier, hash: Double)?
        for (index, position) in flag.conditions.places.enumerated() {
            let condition = plan.conditions[position]
            let bucket = identifier(place, flag, condition.groupTypeIndex, context)
            session.tracer?.begin(index, condition, identifier: bucket.map { text(of: $0, place, context) })
            var code = EvaluationReason.Code.noConditionMatch
            if bucket == nil, condition.groupTypeIndex != nil {
                code = .noGroupType
            } else {
                switch meets(condition, context, &session) {
                case .broken(let problem): return FlagVerdict(place, .malformed, problem: problem)
                case .notMet: break
                case .met where condition.rolloutPercentage == 100: code = .conditionMatch
                case .met:
                    // Whose device is not known is in no part of the users, only in all of them.
                    code = .outOfRollout
                    if let bucket {
                        if known?.identifier != bucket {
                            known = (bucket, hash(.rollout, flag, bucket, place, context, &session))
                        }
                        if isInRollout(condition, known?.hash ?? 0, session) { code = .conditionMatch }
                    }
                }
                if code == .conditionMatch {
                    let outcome = condition.outcome ?? outcome(flag, bucket ?? .nobody, place, context, &session)
                    session.tracer?.end(code)
                    return FlagVerdict(place, outcome: outcome, code, condition: index)
                }
            }
            session.tracer?.end(code)
            if code.rank >= best.code.rank { best = (code, index) }
            if code == .outOfRollout, flag.earlyExit { break }
        }
        return FlagVerdict(place, best.code, condition: best.index)
    }

    private enum Requirements {
        case met
        case notMet
        case broken(problem: Int)
    }

    /// Whether everything a condition set asks for holds; stops at the first that does not.
    private func meets(
        _ condition: CompiledCondition, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> Requirements {
        for index in condition.requirements.places {
            let requirement = plan.requirements[index]
            let holds: Bool
            switch requirement {
            case .property(let place): holds = self.holds(property: place, context, &session)
            case .flag(let place): holds = isMet(plan.flagRequirements[place], session)
            case .cohort(let place):
                let cohort = plan.cohortRequirements[place]
                holds = isMember(ofCohort: cohort.cohort, context, &session) != cohort.isNegated
            case .broken(let problem): return .broken(problem: problem)
            }
            if session.tracer != nil { trace(requirement, holds, context, session) }
            guard holds else { return .notMet }
        }
        return .met
    }

    private func isMet(_ requirement: FlagRequirement, _ session: borrowing EvaluationSession) -> Bool {
        guard let flag = requirement.flag, let verdict = session.verdict(about: flag) else { return false }
        switch requirement.expected {
        case .on: return verdict.isOn
        case .off: return !verdict.isOn
        case .variant(let expected):
            guard verdict.isOn, let variant = plan.outcomes[Int(verdict.outcome)].variant else { return false }
            return expected.utf8.elementsEqual(variant.utf8)
        case .nothing: return false
        }
    }

    private func isInRollout(_ condition: CompiledCondition, _ hash: Double, _ session: borrowing EvaluationSession)
        -> Bool
    {
        guard condition.rolloutPercentage != 100 else { return true }
        session.tracer?.set(rolloutHash: hash)
        return hash <= condition.share
    }

    /// The variant that a hash chooses; those whose shares leave a rest come out as on without one.
    private func outcome(
        _ flag: CompiledFlag, _ identifier: BucketIdentifier, _ place: Int, _ context: EvaluationContext,
        _ session: inout EvaluationSession
    ) -> Int {
        guard !flag.bounds.isEmpty else { return flag.outcomes.lowerBound }
        let hash = self.hash(.variant, flag, identifier, place, context, &session)
        session.tracer?.set(variantHash: hash)
        for (number, bound) in flag.bounds.places.enumerated() where hash < plan.bounds[bound] {
            return flag.outcomes.lowerBound + 1 + number
        }
        return flag.outcomes.lowerBound
    }

    private func outcome(ofDependency flag: Int?, _ session: borrowing EvaluationSession) -> JSON? {
        guard let flag, let verdict = session.verdict(about: flag) else { return nil }
        guard verdict.isOn else { return false }
        return plan.outcomes[Int(verdict.outcome)].variant.map(JSON.string) ?? true
    }

    @inline(never)
    private func trace(
        _ requirement: CompiledRequirement, _ holds: Bool, _ context: EvaluationContext,
        _ session: borrowing EvaluationSession
    ) {
        guard let tracer = session.tracer else { return }
        switch requirement {
        case .property(let place):
            let property = plan.properties[place]
            tracer.add(property.property, actual: property.value(context, in: self), matched: holds)
        case .flag(let place):
            let flag = plan.flagRequirements[place]
            tracer.add(flag.source, actual: outcome(ofDependency: flag.flag, session), matched: holds)
        case .cohort(let place):
            let cohort = plan.cohortRequirements[place]
            tracer.add(cohort.source, actual: .bool(holds != cohort.isNegated), matched: holds)
        case .broken: break
        }
    }
}
