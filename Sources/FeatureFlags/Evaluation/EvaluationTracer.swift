import JSON

/// Writes down what a session compares.
final class EvaluationTracer {
    private(set) var trace = EvaluationTrace()

    func begin(_ index: Int, _ condition: CompiledCondition, identifier: String?) {
        trace.conditions.append(
            ConditionTrace(
                index: index, outcome: .noConditionMatch, identifier: identifier,
                rolloutPercentage: condition.rolloutPercentage))
    }

    func add(_ property: FlagProperty, actual: JSON?, matched: Bool) {
        let defaultOperator: PropertyOperator = property.type == .cohort ? .isIn : .exact
        change {
            $0.properties.append(
                PropertyTrace(
                    key: property.key, type: property.type.rawValue,
                    operator: (property.operator ?? defaultOperator).rawValue, expected: property.value,
                    actual: actual, matched: matched))
        }
    }

    func set(rolloutHash: Double) {
        change { $0.rolloutHash = rolloutHash }
    }

    func set(variantHash: Double) {
        trace.variantHash = variantHash
    }

    func end(_ outcome: EvaluationReason.Code) {
        change { $0.outcome = outcome }
    }

    /// Nothing is written down of what comes before the condition sets.
    private func change(_ body: (inout ConditionTrace) -> Void) {
        if let last = trace.conditions.indices.last { body(&trace.conditions[last]) }
    }
}
