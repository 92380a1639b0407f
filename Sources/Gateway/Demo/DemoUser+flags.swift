import Analytics
import FeatureFlags
import JSON

extension DemoUser {
    /// What the flags say for this user, who is as `visit` describes them to PostHog.
    mutating func evaluate(_ flags: FlagSet, at now: Timestamp) {
        let context = EvaluationContext(
            distinctID: distinctID,
            personProperties: ["email": .string(email), "name": .string(name), "plan": .string(plan)], now: now)
        for evaluation in flags.evaluate(in: context) { verdicts[evaluation.key] = evaluation }
    }

    /// Reads a flag as an SDK does, which reports it once in a visit (PostHog API facts §10).
    mutating func read(flag key: String, at time: Timestamp) {
        guard let verdict = verdicts[key], reported.insert(key).inserted else { return }
        var properties: JSONObject = [
            "$feature_flag": .string(key),
            "$feature_flag_response": verdict.variant.map { .string($0) } ?? .bool(verdict.enabled),
            "$feature_flag_id": .integer(verdict.flagID), "$feature_flag_version": .integer(verdict.version),
            "$feature_flag_reason": .string(verdict.reason.description), "$lib": "posthog-node",
        ]
        if let payload = verdict.payload { properties["$feature_flag_payload"] = .string(payload) }
        record("$feature_flag_called", at: time, properties)
    }
}
