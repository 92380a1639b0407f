import FeatureFlags
import JSON

extension JSONWriter.ObjectWriter {
    /// The member `reason`, in the form of `/flags` (PostHog API facts §9.2).
    mutating func reason(_ reason: EvaluationReason) {
        object("reason") { json in
            json.field("code", reason.code.rawValue)
            json.field("condition_index", reason.conditionIndex)
            json.field("description", reason.description)
        }
    }
}
