import FeatureFlags
import JSON

extension FeatureFlag {
    /// Reads a flag of PostHog's CRUD API into the form in which flags of PostHog are kept.
    init(posthog json: JSON) throws(FlagProblem) {
        self = try FeatureFlag(json: json).normalizedFromPostHog()
    }
}

extension Cohort {
    /// Reads a cohort of PostHog's CRUD API.
    ///
    /// PostHog's `version` of a cohort counts calculations, not changes; ``FlagCatalog`` counts those.
    init(posthog json: JSON) throws(FlagProblem) {
        var cohort = try Cohort(json: json)
        cohort.version = 1
        for name in Self.changing { cohort.unknownMembers.removeValue(forKey: name) }
        self = cohort
    }

    /// Whether nobody has changed the cohort from one to the other.
    func isUnchanged(from other: Cohort) -> Bool {
        name == other.name && description == other.description && isStatic == other.isStatic
            && definition == other.definition
    }

    /// Members that change without anybody changing the cohort.
    private static let changing = [
        "is_calculating", "last_calculation", "errors_calculating", "last_error_message", "last_error_at", "count",
        "pending_version", "experiment_set",
    ]
}
