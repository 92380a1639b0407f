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
    init(posthog json: JSON) throws(FlagProblem) {
        var cohort = try Cohort(json: json)
        for name in Self.changing { cohort.unknownMembers.removeValue(forKey: name) }
        self = cohort
    }

    /// Members that change without anybody changing the cohort.
    private static let changing = [
        "is_calculating", "last_calculation", "errors_calculating", "count", "pending_version", "last_error_at",
    ]
}
