import JSON

/// The steps of PostHog API facts §12.3, in their order.
extension EvaluationSession {
    func decide(_ compiled: CompiledFlag, traced: Bool) -> FlagEvaluation {
        guard compiled.isActive else { return off(compiled, .disabled) }
        if let problem = compiled.problem { return failed(compiled, problem) }
        guard !compiled.lacksDependency else { return off(compiled, .missingDependency) }
        if let verdict = enrollment(compiled) { return verdict }
        if let holdout = compiled.holdout, isHeldOut(holdout, compiled) {
            return on(compiled, variant: holdout.variant, EvaluationReason(.holdout))
        }
        return conditions(compiled, traced: traced)
    }

    /// Persons who opted in or out themselves.
    private func enrollment(_ compiled: CompiledFlag) -> FlagEvaluation? {
        let reason = EvaluationReason(.superCondition, conditionIndex: 0)
        if let key = compiled.enrollmentKey, let value = context.personProperties[key] {
            return value == true || value == "true"
                ? on(compiled, variant: nil, reason) : off(compiled, .superCondition, 0)
        }
        guard let condition = compiled.superCondition else { return nil }
        let isKnown = condition.requirements.contains { requirement in
            if case .property(let property) = requirement { property.value(self) != nil } else { false }
        }
        guard isKnown else { return nil }
        var trace: ConditionTrace?
        guard case .met = meets(condition, &trace),
            isInRollout(condition, compiled, identifier(compiled, nil, usesOverride: true) ?? "", &trace)
        else {
            return off(compiled, .superCondition, 0)
        }
        return on(compiled, variant: nil, reason)
    }

    private func isHeldOut(_ holdout: FlagHoldout, _ compiled: CompiledFlag) -> Bool {
        guard let identifier = identifier(compiled, compiled.groupTypeIndex, usesOverride: false) else { return false }
        let share = min(max(holdout.exclusionPercentage, 0), 100)
        return share >= 100 || BucketHash.value(Self.holdoutPrefix, identifier) <= share / 100
    }

    private static let holdoutPrefix = Array("holdout-".utf8)

    private func conditions(_ compiled: CompiledFlag, traced: Bool) -> FlagEvaluation {
        var trace = traced ? EvaluationTrace() : nil
        var best: (code: EvaluationReason.Code, index: Int?) = (.noGroupType, nil)
        if compiled.conditions.isEmpty { best.code = .noConditionMatch }
        for (index, condition) in compiled.conditions.enumerated() {
            var conditionTrace =
                traced
                ? ConditionTrace(
                    index: index, outcome: .noConditionMatch, rolloutPercentage: condition.rolloutPercentage) : nil
            let step = evaluate(condition, compiled, &conditionTrace)
            if case .failed(let problem) = step { return failed(compiled, problem) }
            conditionTrace?.outcome = step.code
            if let conditionTrace { trace?.conditions.append(conditionTrace) }
            if step.code.rank >= best.code.rank { best = (step.code, index) }
            switch step {
            case .matched(let identifier):
                var variantHash: Double?
                let variant = condition.variant ?? variant(compiled, identifier, &variantHash)
                trace?.variantHash = variantHash
                return on(
                    compiled, variant: variant, EvaluationReason(.conditionMatch, conditionIndex: index), trace)
            case .outOfRollout where compiled.earlyExit:
                return off(compiled, .outOfRollout, index, trace)
            default: break
            }
        }
        return off(compiled, best.code, best.index, trace)
    }

    private enum Step {
        case matched(identifier: String)
        case outOfRollout
        case noDevice
        case noGroup
        case notMatched
        indirect case failed(FlagProblem)

        var code: EvaluationReason.Code {
            switch self {
            case .matched: .conditionMatch
            case .outOfRollout, .noDevice: .outOfRollout
            case .noGroup: .noGroupType
            case .notMatched: .noConditionMatch
            case .failed: .malformed
            }
        }
    }

    private func evaluate(
        _ condition: CompiledCondition, _ compiled: CompiledFlag, _ trace: inout ConditionTrace?
    ) -> Step {
        guard let identifier = identifier(compiled, condition.groupTypeIndex, usesOverride: true) else {
            return condition.groupTypeIndex == nil ? .noDevice : .noGroup
        }
        trace?.identifier = identifier
        switch meets(condition, &trace) {
        case .met: break
        case .notMet: return .notMatched
        case .broken(let problem): return .failed(problem)
        }
        return isInRollout(condition, compiled, identifier, &trace) ? .matched(identifier: identifier) : .outOfRollout
    }

    private enum Requirements {
        case met
        case notMet
        indirect case broken(FlagProblem)
    }

    /// Whether everything a condition set asks for holds; stops at the first that does not.
    private func meets(_ condition: CompiledCondition, _ trace: inout ConditionTrace?) -> Requirements {
        for requirement in condition.requirements {
            let holds: Bool
            switch requirement {
            case .property(let property): holds = property.matches(self)
            case .flag(let index, let expected, _): holds = index.map { expected.isMet(by: outcome($0)) } ?? false
            case .cohort(let index, let isNegated, _): holds = isMember(ofCohort: index) != isNegated
            case .broken(let problem): return .broken(problem)
            }
            trace?.properties.append(self.trace(requirement, holds))
            guard holds else { return .notMet }
        }
        return .met
    }

    private func isInRollout(
        _ condition: CompiledCondition, _ compiled: CompiledFlag, _ identifier: String, _ trace: inout ConditionTrace?
    ) -> Bool {
        guard condition.rolloutPercentage != 100 else { return true }
        let hash = identifier.isEmpty ? 0 : BucketHash.value(compiled.hashPrefix, identifier)
        trace?.rolloutHash = hash
        return hash <= condition.rolloutPercentage / 100
    }

    private func variant(_ compiled: CompiledFlag, _ identifier: String, _ chosenBy: inout Double?) -> String? {
        guard !compiled.variants.isEmpty else { return nil }
        let hash = identifier.isEmpty ? 0 : BucketHash.value(compiled.hashPrefix, identifier, salt: "variant")
        chosenBy = hash
        return compiled.variants.first { hash < $0.upperBound }?.key
    }

    /// By what a condition set is bucketed; nil when the request does not give it (PostHog API facts §12.2).
    private func identifier(_ compiled: CompiledFlag, _ groupTypeIndex: Int?, usesOverride: Bool) -> String? {
        if let groupTypeIndex {
            guard let type = groupTypes.name(of: groupTypeIndex), let key = context.groups[type], !key.isEmpty else {
                return nil
            }
            return key
        }
        if compiled.isBucketedByDevice {
            guard let device = context.deviceID, !device.isEmpty else { return nil }
            return device
        }
        if compiled.ensuresContinuity {
            if usesOverride, let kept = context.hashKeyOverrides[compiled.key] { return kept }
            if let anonymous = context.anonymousDistinctID { return anonymous }
        }
        return context.distinctID
    }
}

extension CompiledCondition.ExpectedOutcome {
    func isMet(by outcome: EvaluationSession.Outcome) -> Bool {
        switch (self, outcome) {
        case (.on, .on), (.on, .variant), (.off, .off): true
        case (.variant(let expected), .variant(let actual)): expected.utf8.elementsEqual(actual.utf8)
        default: false
        }
    }
}
