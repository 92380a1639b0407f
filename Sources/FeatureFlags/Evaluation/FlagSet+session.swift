import BasicContainers
import JSON

/// What is worked out once in a session although several flags ask for it.
extension FlagSet {
    func evaluate(
        _ place: Int, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> FlagVerdict {
        let flag = plan.flags[place]
        if !flag.dependencies.isEmpty, !flag.lacksDependency {
            settle(plan.dependencies(of: place), context, &session)
        }
        return decide(place, flag, context, &session)
    }

    /// Evaluates what a flag depends on, deepest first, without recursion; cycles were cut when the set was compiled.
    private func settle(
        _ dependencies: ArraySlice<Int>, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) {
        if session.verdicts.isEmpty { session.verdicts = UniqueArray(repeating: nil, count: plan.flags.count) }
        var open = Array(dependencies)
        while let next = open.last {
            guard session.verdicts[next] == nil else {
                open.removeLast()
                continue
            }
            // What the caller does not get counts as off for what depends on it, as at PostHog.
            guard isAvailable(next, in: context) else {
                session.verdicts[next] = FlagVerdict(next, .disabled)
                open.removeLast()
                continue
            }
            var isReady = true
            if !plan.flags[next].lacksDependency {
                for dependency in plan.dependencies(of: next) where session.verdicts[dependency] == nil {
                    open.append(dependency)
                    isReady = false
                }
            }
            guard isReady else { continue }
            session.verdicts[next] = decide(next, plan.flags[next], context, &session)
            open.removeLast()
        }
    }

    /// Whether a property filter matches.
    func holds(property place: Int, _ context: EvaluationContext, _ session: inout EvaluationSession) -> Bool {
        guard !session.propertyOutcomes.isEmpty else { return plan.properties.matches(place, context, in: self) }
        switch session.propertyOutcomes[place] {
        case .holds: return true
        case .fails: return false
        case .unknown:
            let holds = plan.properties.matches(place, context, in: self)
            session.propertyOutcomes[place] = holds ? .holds : .fails
            return holds
        }
    }

    /// Whether the person is in a cohort.
    func isMember(
        ofCohort index: Int, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> Bool {
        let cohort = compiledCohorts[index]
        guard let root = cohort.root else { return context.staticCohorts.contains(cohort.id) }
        if session.cohortOutcomes.isEmpty {
            session.cohortOutcomes = UniqueArray(repeating: nil, count: compiledCohorts.count)
        }
        if let known = session.cohortOutcomes[index] { return known }
        let outcome = holds(root, context, &session)
        session.cohortOutcomes[index] = outcome
        return outcome
    }

    /// Nests as deep as definitions and chains of cohorts may, both of which are bounded.
    private func holds(
        _ node: CompiledCohort.Node, _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> Bool {
        switch node {
        case .property(let property, let isNegated): return property.matches(context, in: self) != isNegated
        case .cohort(let index, let isNegated): return isMember(ofCohort: index, context, &session) != isNegated
        case .never(let isNegated): return isNegated
        case .group(let junction, let nodes):
            guard !nodes.isEmpty else { return true }
            for node in nodes where holds(node, context, &session) != (junction == .and) { return junction == .or }
            return junction == .and
        }
    }
}
