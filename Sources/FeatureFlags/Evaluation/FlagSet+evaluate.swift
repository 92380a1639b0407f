extension FlagSet {
    /// Evaluates one flag; nil when there is none, or when it is not meant for the context's runtime or contexts.
    /// - Parameter traced: whether to tell what was compared.
    public func evaluate(_ key: String, in context: EvaluationContext, traced: Bool = false) -> FlagEvaluation? {
        guard let index = index(of: key) else { return malformed.first { $0.key == key }.map(FlagEvaluation.init) }
        guard compiled[index].isAvailable(in: context) else { return nil }
        let session = EvaluationSession(self, context)
        return session.evaluate(index, traced: traced)
    }

    /// Evaluates flags in the order of the set, leaving out those not meant for the context's runtime or contexts.
    /// - Parameter keys: which flags; nil means all. Keys no flag has are left out.
    public func evaluate(in context: EvaluationContext, keys: Set<String>? = nil) -> [FlagEvaluation] {
        let session = EvaluationSession(self, context)
        var evaluations: [FlagEvaluation] = []
        evaluations.reserveCapacity(keys?.count ?? flags.count)
        for index in compiled.indices {
            guard keys?.contains(compiled[index].key) ?? true, compiled[index].isAvailable(in: context) else {
                continue
            }
            evaluations.append(session.evaluate(index))
        }
        for flag in malformed where keys?.contains(flag.key) ?? true { evaluations.append(FlagEvaluation(flag)) }
        return evaluations
    }
}

extension FlagEvaluation {
    /// The verdict about a flag that cannot be read: off, with the problem.
    init(_ flag: MalformedFlag) {
        self.init(
            key: flag.key, flagID: flag.id ?? 0, version: 0, enabled: false, reason: EvaluationReason(.malformed),
            failure: flag.problem)
    }
}
