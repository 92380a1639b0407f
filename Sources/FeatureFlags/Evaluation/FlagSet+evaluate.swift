extension FlagSet {
    /// Evaluates one flag; nil when there is none, or when it is not meant for the context's runtime or contexts.
    /// - Parameter traced: whether to tell what was compared.
    public func evaluate(_ key: String, in context: EvaluationContext, traced: Bool = false) -> FlagEvaluation? {
        guard traced, let place = index(of: key) else {
            return verdict(about: key, in: context).map { FlagEvaluation(self, $0) }
        }
        guard isAvailable(place, in: context) else { return nil }
        var session = EvaluationSession(tracer: EvaluationTracer())
        let verdict = evaluate(place, context, &session)
        return FlagEvaluation(self, verdict, trace: session.tracer?.trace)
    }

    /// Evaluates one flag as ``evaluate(_:in:traced:)`` does.
    func verdict(about key: String, in context: EvaluationContext) -> FlagVerdict? {
        guard let place = index(of: key) else {
            return malformed.firstIndex { $0.key == key && !$0.isArchived }.map { verdict(ofMalformed: $0) }
        }
        guard isAvailable(place, in: context) else { return nil }
        var session = EvaluationSession()
        return evaluate(place, context, &session)
    }

    /// Evaluates flags in the order of the set, leaving out those not meant for the context's runtime or contexts.
    /// - Parameter keys: which flags; nil means all. Keys no flag has are left out.
    public func evaluate(in context: EvaluationContext, keys: Set<String>? = nil) -> FlagEvaluations {
        FlagEvaluations(flagSet: self, verdicts: verdicts(in: context, keys: keys))
    }

    private func verdicts(in context: EvaluationContext, keys: Set<String>?) -> [FlagVerdict] {
        var verdicts: [FlagVerdict] = []
        verdicts.reserveCapacity(keys?.count ?? flags.count + malformed.count)
        var session = EvaluationSession(manyOf: plan, for: context.distinctID)
        for place in plan.flags.indices {
            if let keys, !keys.contains(flags[place].key) { continue }
            if isAvailable(place, in: context) { verdicts.append(evaluate(place, context, &session)) }
        }
        for index in malformed.indices
        where keys?.contains(malformed[index].key) ?? true && !malformed[index].isArchived {
            verdicts.append(verdict(ofMalformed: index))
        }
        return verdicts
    }

    /// Whether a flag is meant for where the context's caller runs and for one of the contexts it belongs to
    /// (PostHog API facts §9.2).
    @inline(__always)
    func isAvailable(_ place: Int, in context: EvaluationContext) -> Bool {
        plan.flags[place].isForEveryCaller || isMeant(flags[place], for: context)
    }

    @inline(never)
    private func isMeant(_ flag: FeatureFlag, for context: EvaluationContext) -> Bool {
        flag.evaluationRuntime.allows(context.runtime)
            && (flag.evaluationContexts.isEmpty
                || flag.evaluationContexts.contains { context.evaluationContexts.contains($0) })
    }

    /// The place of a verdict's outcome among those of its flag; nil for a flag that is off.
    func place(ofOutcome verdict: FlagVerdict) -> Int? {
        verdict.isOn ? Int(verdict.outcome) - plan.flags[Int(verdict.flag)].outcomes.lowerBound : nil
    }

    /// The verdict about a flag that cannot be read: off, with the problem.
    private func verdict(ofMalformed index: Int) -> FlagVerdict {
        FlagVerdict(flags.count + index, .malformed)
    }
}
