import JSON

/// The evaluation of some flags for one context; outcomes that several flags ask for are worked out once.
///
/// The context is handed to every step instead of being kept, as keeping it would copy all of it.
struct EvaluationSession: ~Copyable {
    let flagSet: FlagSet
    let plan: FlagPlan
    let tracer: EvaluationTracer?
    /// Outcomes of flags that others ask for, by place in the flag set; empty until a flag depends on another.
    private var verdicts: [FlagVerdict?] = []
    private var cohortOutcomes: [Bool?] = []
    /// By place in the plan; empty when nothing is remembered, as for a single flag.
    private var propertyOutcomes: [PropertyOutcome]

    private enum PropertyOutcome: UInt8 {
        case unknown
        case holds
        case fails
    }

    init(_ set: FlagSet, remembersProperties: Bool = false, tracer: EvaluationTracer? = nil) {
        flagSet = set
        plan = set.plan
        self.tracer = tracer
        propertyOutcomes =
            remembersProperties ? [PropertyOutcome](repeating: .unknown, count: set.plan.properties.count) : []
    }

    mutating func evaluate(_ place: Int, _ context: EvaluationContext) -> FlagVerdict {
        let flag = plan.flags[place]
        if !flag.dependencies.isEmpty, !flag.lacksDependency { settle(plan.dependencies(of: place), context) }
        return decide(place, flag, context)
    }

    /// What a flag came out as that was worked out because others ask for it.
    func verdict(about place: Int) -> FlagVerdict? {
        verdicts.indices.contains(place) ? verdicts[place] : nil
    }

    /// Evaluates what a flag depends on, deepest first, without recursion; cycles were cut when the set was compiled.
    private mutating func settle(_ dependencies: ArraySlice<Int>, _ context: EvaluationContext) {
        if verdicts.isEmpty { verdicts = [FlagVerdict?](repeating: nil, count: plan.flags.count) }
        var open = Array(dependencies)
        while let next = open.last {
            guard verdicts[next] == nil else {
                open.removeLast()
                continue
            }
            var isReady = true
            if !plan.flags[next].lacksDependency {
                for dependency in plan.dependencies(of: next) where verdicts[dependency] == nil {
                    open.append(dependency)
                    isReady = false
                }
            }
            guard isReady else { continue }
            verdicts[next] = decide(next, plan.flags[next], context)
            open.removeLast()
        }
    }

    /// Whether a property filter matches.
    mutating func holds(property place: Int, _ context: EvaluationContext) -> Bool {
        guard !propertyOutcomes.isEmpty else { return plan.properties[place].matches(context, in: flagSet) }
        switch propertyOutcomes[place] {
        case .holds: return true
        case .fails: return false
        case .unknown:
            let holds = plan.properties[place].matches(context, in: flagSet)
            propertyOutcomes[place] = holds ? .holds : .fails
            return holds
        }
    }

    /// Whether the person is in a cohort.
    mutating func isMember(ofCohort index: Int, _ context: EvaluationContext) -> Bool {
        let cohort = flagSet.compiledCohorts[index]
        guard let root = cohort.root else { return context.staticCohorts.contains(cohort.id) }
        if cohortOutcomes.isEmpty { cohortOutcomes = [Bool?](repeating: nil, count: flagSet.compiledCohorts.count) }
        if let known = cohortOutcomes[index] { return known }
        let outcome = holds(root, context)
        cohortOutcomes[index] = outcome
        return outcome
    }

    /// Nests as deep as definitions and chains of cohorts may, both of which are bounded.
    private mutating func holds(_ node: CompiledCohort.Node, _ context: EvaluationContext) -> Bool {
        switch node {
        case .property(let property, let isNegated):
            return property.matches(context, in: flagSet) != isNegated
        case .cohort(let index, let isNegated): return isMember(ofCohort: index, context) != isNegated
        case .never(let isNegated): return isNegated
        case .group(let junction, let nodes):
            guard !nodes.isEmpty else { return true }
            for node in nodes where holds(node, context) != (junction == .and) { return junction == .or }
            return junction == .and
        }
    }
}
