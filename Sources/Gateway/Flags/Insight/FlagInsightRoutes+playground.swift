import Access
import Analytics
import FeatureFlags
import Hummingbird
import JSON

extension FlagInsightRoutes {
    /// Evaluates flags for contexts and tells how each verdict came about; changes and counts nothing.
    @Sendable func playground(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let asked = try PlaygroundRequest(
            try await request.jsonObject(upTo: Self.maximumBodyBytes), now: clock.now)
        // What is known of a person is theirs: whoever may not look up people sees only what they brought.
        let principal = try context.requirePrincipal()
        let usesKnown = asked.usesKnownProperties && principal.may(.lookup)
        var flags = try await preparation.current().flags
        if let definition = asked.definition {
            flags = flags.replacing(try FlagTrial(FlagDraft.requested(definition), in: flags).new)
        }
        let needs = FlagNeeds(flags).facts(of: asked.keys)
        let keys = flags.flags.map(\.key) + flags.malformed.map(\.key)
        let wanted = keys.filter { asked.keys?.contains($0) ?? true }
        if let unknown = asked.keys?.subtracting(keys).min() {
            throw Problem.invalid(
                "flags", rule: "keys of flags", "There is no flag with the key \(unknown.prefix(100)).")
        }
        var results: [(EvaluationContext, [FlagEvaluation])] = []
        var lookedAt: Set<String> = []
        for var tried in asked.contexts {
            if usesKnown, try await !facts.complete(&tried, with: needs.withoutContinuity).isEmpty {
                lookedAt.insert(tried.distinctID)
            }
            results.append((tried, wanted.compactMap { flags.evaluate($0, in: tried, traced: true) }))
        }
        try await audit.record(
            "lookup.playground", by: principal, onEach: lookedAt.filter { !$0.isEmpty }.sorted(), context: context)
        return Response.json { json in
            json.field("used_known_properties", usesKnown)
            json.field("known_properties_missing", AnswerQuality.current?.lacksFacts ?? false)
            json.field("results", array: results) { json, result in
                json.object { entry in
                    entry.field("distinct_id", result.0.distinctID)
                    entry.field("person_properties", .object(result.0.personProperties))
                    entry.field("evaluations", array: result.1) { $0.playgroundEvaluation($1) }
                }
            }
        }
    }
}

extension FlagNeeds.Facts {
    /// Trying a flag must not keep anybody in a bucket.
    fileprivate var withoutContinuity: FlagNeeds.Facts {
        var facts = self
        facts.continuityFlags = []
        return facts
    }
}

extension JSONWriter {
    fileprivate mutating func playgroundEvaluation(_ evaluation: FlagEvaluation) {
        object { entry in
            entry.field("key", evaluation.key)
            entry.field("enabled", evaluation.enabled)
            entry.field("variant", evaluation.variant)
            entry.field("payload", evaluation.payload)
            entry.reason(evaluation.reason)
            entry.field("error", evaluation.failure.map { "\($0.field): \($0.detail)" })
            entry.field("variant_hash", evaluation.trace?.variantHash)
            entry.field("conditions", array: evaluation.trace?.conditions ?? []) { $0.conditionTrace($1) }
        }
    }

    private mutating func conditionTrace(_ condition: ConditionTrace) {
        object { entry in
            entry.field("index", condition.index)
            entry.field("outcome", condition.outcome.rawValue)
            entry.field("identifier", condition.identifier)
            entry.field("rollout_percentage", condition.rolloutPercentage)
            entry.field("rollout_hash", condition.rolloutHash)
            entry.field("properties", array: condition.properties) { json, property in
                json.object { entry in
                    entry.field("key", property.key)
                    entry.field("type", property.type)
                    entry.field("operator", property.operator)
                    entry.field("expected", property.expected)
                    entry.field("actual", property.actual)
                    entry.field("matched", property.matched)
                }
            }
        }
    }
}
