import JSON

/// The evaluation of some flags for one context; outcomes that other flags ask for are worked out once.
final class EvaluationSession {
    /// What a flag came out as, for those that depend on it.
    enum Outcome: Sendable {
        case unknown
        case off
        case on
        case variant(String)
    }

    private let flagSet: FlagSet
    let context: EvaluationContext
    /// By place in the flag set; empty until a flag depends on another.
    private var outcomes: [Outcome] = []
    private var cohortOutcomes: [Bool?] = []

    init(_ set: FlagSet, _ context: EvaluationContext) {
        flagSet = set
        self.context = context
    }

    var groupTypes: GroupTypeMapping { flagSet.groupTypes }

    func evaluate(_ index: Int, traced: Bool = false) -> FlagEvaluation {
        let compiled = flagSet.compiled[index]
        if !compiled.dependencies.isEmpty, !compiled.lacksDependency { settle(compiled.dependencies) }
        return decide(compiled, traced: traced)
    }

    func outcome(_ index: Int) -> Outcome {
        outcomes.indices.contains(index) ? outcomes[index] : .unknown
    }

    /// Evaluates what a flag depends on, deepest first, without recursion; cycles were cut when the set was compiled.
    private func settle(_ dependencies: [Int]) {
        let flags = flagSet.compiled
        if outcomes.isEmpty { outcomes = [Outcome](repeating: .unknown, count: flags.count) }
        var open = dependencies
        while let next = open.last {
            guard case .unknown = outcomes[next] else {
                open.removeLast()
                continue
            }
            let missing =
                flags[next].lacksDependency
                ? []
                : flags[next].dependencies.filter { dependency in
                    if case .unknown = outcomes[dependency] { true } else { false }
                }
            guard missing.isEmpty else {
                open += missing
                continue
            }
            let evaluation = decide(flags[next], traced: false)
            outcomes[next] = !evaluation.enabled ? .off : evaluation.variant.map(Outcome.variant) ?? .on
            open.removeLast()
        }
    }

    /// Whether the person is in a cohort.
    func isMember(ofCohort index: Int) -> Bool {
        let cohort = flagSet.compiledCohorts[index]
        guard let root = cohort.root else { return context.staticCohorts.contains(cohort.id) }
        if cohortOutcomes.isEmpty { cohortOutcomes = [Bool?](repeating: nil, count: flagSet.compiledCohorts.count) }
        if let known = cohortOutcomes[index] { return known }
        let outcome = holds(root)
        cohortOutcomes[index] = outcome
        return outcome
    }

    /// Nests as deep as definitions and chains of cohorts may, both of which are bounded.
    private func holds(_ node: CompiledCohort.Node) -> Bool {
        switch node {
        case .property(let property, let isNegated): return property.matches(self) != isNegated
        case .cohort(let index, let isNegated): return isMember(ofCohort: index) != isNegated
        case .never(let isNegated): return isNegated
        case .group(let junction, let nodes):
            guard !nodes.isEmpty else { return true }
            for node in nodes where holds(node) != (junction == .and) { return junction == .or }
            return junction == .and
        }
    }
}
