import FeatureFlags
import JSON

extension FeatureFlag {
    /// The one form in which flags of PostHog are kept, whichever endpoint gave them.
    ///
    /// A definition names other flags by key, with the chain in which to evaluate, where the CRUD API has numbers
    /// (PostHog API facts §8). Both write out for every condition set what it would inherit anyway. A deleted flag's
    /// key may carry its number, so that the key is free (§7.5).
    /// - Parameter idByKey: the numbers of flags that are named by key.
    func normalizedFromPostHog(idByKey: [String: Int64] = [:]) -> FeatureFlag {
        var flag = self
        let flagLevel = filters.aggregationGroupTypeIndex
        for index in flag.filters.groups.indices {
            let aggregation = flag.filters.groups[index].aggregation
            if aggregation != .inherited, aggregation.groupTypeIndex(flagLevel: flagLevel) == flagLevel {
                flag.filters.groups[index].aggregation = .inherited
            }
            for place in flag.filters.groups[index].properties.indices {
                flag.filters.groups[index].properties[place].nameFlagByNumber(idByKey)
            }
        }
        let suffix = ":deleted:\(id)"
        if deleted, key.hasSuffix(suffix) { flag.key = String(key.dropLast(suffix.count)) }
        for name in Self.derived { flag.unknownMembers.removeValue(forKey: name) }
        return flag
    }

    /// Members that PostHog derives, for its own pages or for the caller, and takes from nobody (PostHog API facts §7.2).
    private static let derived = [
        "status", "can_edit", "user_access_level", "experiment_set_metadata", "surveys", "features", "usage_dashboard",
        "analytics_dashboards", "has_enriched_analytics", "is_used_in_replay_settings", "is_eligible_for_experiment",
        "creation_context", "rollout_percentage", "is_simple_flag", "team_id", "has_experiment", "evaluation_tags",
    ]
}

extension FlagProperty {
    /// Members that PostHog adds to an answer and derives itself (PostHog API facts §7.4).
    private static let derived = ["dependency_chain", "cohort_name", "group_key_names"]

    fileprivate mutating func nameFlagByNumber(_ idByKey: [String: Int64]) {
        if type == .flag, unknownMembers["dependency_chain"] != nil {
            // A flag that is not in the answer stays named as it is: what asks for it lacks a dependency.
            guard let id = idByKey[key] else { return }
            key = String(id)
        }
        for name in Self.derived { unknownMembers.removeValue(forKey: name) }
    }

    /// Names another flag by its number, as the CRUD API wants it.
    mutating func nameFlagForWriting(_ idByKey: [String: Int64], ids: Set<Int64>) {
        guard type == .flag else { return }
        if let id = Int64(key), ids.contains(id) { return }
        if let id = idByKey[key] { key = String(id) }
    }
}
