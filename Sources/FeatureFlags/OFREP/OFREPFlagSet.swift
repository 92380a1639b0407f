import JSON

/// A flag set made ready for OFREP: compiled once for each version of the flags, used for many requests.
public final class OFREPFlagSet: Sendable {
    public let flags: FlagSet
    /// What the values of the same flags depend on besides.
    private let settingsText: [UInt8]
    /// In the order of ``flags``.
    private let ready: [OFREPFlag]
    private let dateFilters: [CompiledProperty]
    let texts: OFREPTexts

    public init(_ flags: FlagSet, settings: ManifestSettings) {
        self.flags = flags
        settingsText = Array("\(settings)".utf8)
        let needs = IdentityNeeds(flags).needs
        ready = zip(flags.flags, needs).map { OFREPFlag($0, needsTargetingKey: $1, settings: settings) }
        dateFilters = flags.dateFilters
        texts = OFREPTexts(ready, version: flags.version)
    }

    /// Evaluates one flag.
    /// - Parameters:
    ///   - key: the key of the manifest (``ManifestKey``), decoded.
    ///   - request: what the client sent.
    ///   - context: what PostHog's evaluation needs, from ``OFREPContext/evaluationContext(known:now:)``.
    public func evaluate(_ key: String, for request: OFREPContext, in context: EvaluationContext) -> OFREPEvaluation {
        guard let stored = try? ManifestKey.stored(for: key),
            let verdict = flags.verdict(about: stored, in: Self.identified(context))
        else {
            return .failure(OFREPFailure(key: key, .flagNotFound, "There is no flag \"\(key)\"."))
        }
        return answer(verdict, hasTargetingKey: request.targetingKey != nil)
    }

    /// Evaluates all flags but archived ones; a flag that cannot be evaluated fails alone.
    public func evaluateAll(for request: OFREPContext, in context: EvaluationContext) -> OFREPBulkAnswer {
        OFREPBulkAnswer(
            self, flags.evaluate(in: Self.identified(context)), hasTargetingKey: request.targetingKey != nil)
    }

    /// The context with an identifier where it has none: the empty one is at the very start of every rollout, so it
    /// would be in those of 0 % too (PostHog API facts §12.1). What the identifier decides otherwise is not answered
    /// without a targeting key (``IdentityNeeds``).
    private static func identified(_ context: EvaluationContext) -> EvaluationContext {
        guard context.distinctID.isEmpty else { return context }
        var context = context
        context.distinctID = "nobody"
        return context
    }

    private func answer(_ verdict: FlagVerdict, hasTargetingKey: Bool) -> OFREPEvaluation {
        guard verdict.code != .malformed else {
            let evaluation = FlagEvaluation(flags, verdict)
            return .failure(unreadable(evaluation) ?? OFREPFailure(.parseError, Self.unreadableDetail))
        }
        return ready[Int(verdict.flag)].answer(
            verdict, outcome: flags.place(ofOutcome: verdict), hasTargetingKey: hasTargetingKey)
    }

    /// The answer in a list of all flags; nil for archived ones.
    func listed(_ verdict: FlagVerdict, hasTargetingKey: Bool) -> OFREPEvaluation? {
        if verdict.code == .malformed { return unreadable(FlagEvaluation(flags, verdict)).map(OFREPEvaluation.failure) }
        guard !ready[Int(verdict.flag)].isArchived else { return nil }
        return answer(verdict, hasTargetingKey: hasTargetingKey)
    }

    /// The tag of the bulk answer, known before anything is evaluated; nil when the flags cannot promise the same
    /// answer for the same question, because an outcome changes as time goes by (flag systems §4b, "ETag rule"). Then
    /// the answer is evaluated and may carry ``OFREPEntityTag/init(ofAnswer:)``.
    /// - Parameters:
    ///   - request: what the client sent, all of which counts.
    ///   - context: what the flags would be evaluated for.
    ///   - scope: what the caller may see, for example its capabilities.
    ///   - dependencies: whatever else the answer depends on, for example properties, cohorts and bucketing kept for
    ///     the person; each text must change when its subject does.
    public func entityTag(
        for request: OFREPContext, in context: EvaluationContext, scope: String, dependencies: [String] = []
    ) -> OFREPEntityTag? {
        guard !flags.hasRelativeDates, !dateFilters.contains(where: { $0.comparesRelativeDate(of: context, in: flags) })
        else { return nil }
        return OFREPEntityTag(
            hashing: [
                Array(flags.version.utf8), settingsText, Array(scope.utf8), request.canonicalBytes,
            ] + dependencies.map { Array($0.utf8) })
    }

    /// About a stored flag that cannot be read or evaluated; nil when not even its key can be read.
    func unreadable(_ evaluation: FlagEvaluation) -> OFREPFailure? {
        guard !evaluation.key.isEmpty else { return nil }
        let detail = evaluation.failure.map { "\($0.field): \($0.detail)" } ?? Self.unreadableDetail
        return OFREPFailure(key: ManifestKey.manifestKey(of: evaluation.key), .parseError, detail)
    }

    private static let unreadableDetail = "The flag cannot be read."
}
