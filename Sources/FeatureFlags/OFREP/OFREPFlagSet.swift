import JSON

/// A flag set made ready for OFREP: compiled once for each version of the flags, used for many requests.
public final class OFREPFlagSet: Sendable {
    public let flags: FlagSet
    /// What the values of the same flags depend on besides.
    private let settingsText: [UInt8]
    /// In the order of ``flags``.
    private let ready: [OFREPFlag]
    private let indexByStoredKey: [String: Int]

    public init(_ flags: FlagSet, settings: ManifestSettings) {
        self.flags = flags
        settingsText = Array("\(settings)".utf8)
        let needs = IdentityNeeds(flags).needs
        ready = zip(flags.flags, needs).map { OFREPFlag($0, needsTargetingKey: $1, settings: settings) }
        indexByStoredKey = Dictionary(ready.enumerated().map { ($1.storedKey, $0) }) { first, _ in first }
    }

    /// Evaluates one flag.
    /// - Parameters:
    ///   - key: the key of the manifest (``ManifestKey``), decoded.
    ///   - request: what the client sent.
    ///   - context: what PostHog's evaluation needs, from ``OFREPContext/evaluationContext(known:now:timeZone:)``.
    public func evaluate(_ key: String, for request: OFREPContext, in context: EvaluationContext) -> OFREPEvaluation {
        guard let stored = try? ManifestKey.stored(for: key), let evaluation = flags.evaluate(stored, in: context)
        else {
            return .failure(OFREPFailure(key: key, .flagNotFound, "There is no flag \"\(key)\"."))
        }
        guard let index = indexByStoredKey[stored] else { return unreadable(evaluation) }
        return ready[index].answer(evaluation, hasTargetingKey: request.targetingKey != nil)
    }

    /// Evaluates all flags but archived ones; a flag that cannot be evaluated fails alone.
    public func evaluateAll(for request: OFREPContext, in context: EvaluationContext) -> OFREPBulkAnswer {
        let evaluations = flags.evaluate(in: context)
        var answers: [OFREPEvaluation] = []
        answers.reserveCapacity(evaluations.count)
        let hasTargetingKey = request.targetingKey != nil
        // Verdicts come in the order of the flags, with those left out that are not meant for the context.
        var next = ready.startIndex
        for evaluation in evaluations {
            let found = ready[next...].firstIndex { $0.storedKey == evaluation.key }
            if let found {
                next = found + 1
                if !ready[found].isArchived {
                    answers.append(ready[found].answer(evaluation, hasTargetingKey: hasTargetingKey))
                }
            } else if !evaluation.key.isEmpty {
                answers.append(unreadable(evaluation))
            }
        }
        return OFREPBulkAnswer(evaluations: answers, version: flags.version)
    }

    /// The tag of the bulk answer, known before anything is evaluated; nil when the flags cannot promise the same
    /// answer for the same question, because an outcome changes as time goes by (flag systems §4b, "ETag rule"). Then
    /// the answer is evaluated and may carry ``OFREPEntityTag/init(ofAnswer:)``.
    /// - Parameters:
    ///   - request: what the client sent, all of which counts.
    ///   - scope: what the caller may see, for example its capabilities.
    ///   - dependencies: whatever else the answer depends on, for example properties, cohorts and bucketing kept for
    ///     the person; each text must change when its subject does.
    public func entityTag(
        for request: OFREPContext, scope: String, dependencies: [String] = []
    ) -> OFREPEntityTag? {
        guard !flags.hasRelativeDates else { return nil }
        return OFREPEntityTag(
            hashing: [
                Array(flags.version.utf8), settingsText, Array(scope.utf8), request.canonicalBytes,
            ] + dependencies.map { Array($0.utf8) })
    }

    /// A stored flag that cannot even be read.
    private func unreadable(_ evaluation: FlagEvaluation) -> OFREPEvaluation {
        let detail = evaluation.failure.map { "\($0.field): \($0.detail)" } ?? "The flag cannot be read."
        return .failure(
            OFREPFailure(key: ManifestKey.manifestKey(of: evaluation.key), .parseError, detail))
    }
}
