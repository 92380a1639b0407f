import JSON

extension EvaluationSession {
    func on(
        _ flag: CompiledFlag, variant: String?, _ reason: EvaluationReason, _ trace: EvaluationTrace? = nil
    ) -> FlagEvaluation {
        FlagEvaluation(
            key: flag.key, flagID: flag.id, version: flag.version, enabled: true, variant: variant,
            payload: flag.payloads.isEmpty ? nil : flag.payloads[variant ?? "true"], reason: reason,
            trace: trace)
    }

    func off(
        _ flag: CompiledFlag, _ code: EvaluationReason.Code, _ index: Int? = nil, _ trace: EvaluationTrace? = nil
    ) -> FlagEvaluation {
        FlagEvaluation(
            key: flag.key, flagID: flag.id, version: flag.version, enabled: false,
            reason: EvaluationReason(code, conditionIndex: index), trace: trace)
    }

    func failed(_ flag: CompiledFlag, _ problem: FlagProblem) -> FlagEvaluation {
        FlagEvaluation(
            key: flag.key, flagID: flag.id, version: flag.version, enabled: false,
            reason: EvaluationReason(.malformed), failure: problem)
    }

    func trace(_ requirement: CompiledCondition.Requirement, _ matched: Bool) -> PropertyTrace {
        let property: FlagProperty
        let actual: JSON?
        switch requirement {
        case .property(let compiled):
            property = compiled.property
            actual = compiled.value(self)
        case .flag(let index, _, let source):
            property = source
            actual = index.flatMap { json(outcome($0)) }
        case .cohort(_, let isNegated, let source):
            property = source
            actual = .bool(matched != isNegated)
        case .broken(let problem):
            return PropertyTrace(
                key: problem.field, type: "", operator: "", expected: nil, actual: nil, matched: matched)
        }
        let defaultOperator: PropertyOperator = property.type == .cohort ? .isIn : .exact
        return PropertyTrace(
            key: property.key, type: property.type.rawValue,
            operator: (property.operator ?? defaultOperator).rawValue, expected: property.value, actual: actual,
            matched: matched)
    }

    private func json(_ outcome: Outcome) -> JSON? {
        switch outcome {
        case .unknown: nil
        case .off: false
        case .on: true
        case .variant(let key): .string(key)
        }
    }
}
