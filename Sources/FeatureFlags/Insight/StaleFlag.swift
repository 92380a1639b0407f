public import Analytics

/// A flag that probably is not needed any more, and why.
public struct StaleFlag: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable {
        /// Nobody has evaluated it since it was made.
        case neverEvaluated = "never_evaluated"
        /// Everybody gets the same, and has for a while.
        case fullyRolledOut = "fully_rolled_out"
    }

    public let key: String
    public let reason: Reason
    /// Since when it holds: when the flag was made, or last changed.
    public let since: Timestamp

    /// The rule: an active flag that is older than some days and was never evaluated, or that gives everybody the same
    /// and has not changed for so many days. Nil for a flag that is not stale.
    /// - Parameter evaluated: whether anybody ever asked for the flag.
    public init?(_ flag: FeatureFlag, evaluated: Bool, now: Timestamp, days: Int = 30) {
        guard flag.active, !flag.archived, !flag.deleted else { return nil }
        let span = Int64(max(0, min(days, 36_500))) * Timestamp.microsecondsPerDay
        let limit = now.advanced(byMicroseconds: -span)
        if !evaluated, flag.lastCalledAt == nil {
            guard flag.createdAt <= limit else { return nil }
            self.init(key: flag.key, reason: .neverEvaluated, since: flag.createdAt)
        } else {
            guard flag.filters.isFullyRolledOut, flag.updatedAt <= limit else { return nil }
            self.init(key: flag.key, reason: .fullyRolledOut, since: flag.updatedAt)
        }
    }

    private init(key: String, reason: Reason, since: Timestamp) {
        self.key = key
        self.reason = reason
        self.since = since
    }
}

extension FlagFilters {
    /// Whether everybody gets the same outcome: some condition set matches everybody, and only one variant can come of
    /// it, nobody is held out and nobody can opt out.
    public var isFullyRolledOut: Bool {
        guard holdout == nil, !featureEnrollment, superGroups.isEmpty else { return false }
        let reachable = variants.filter { $0.rolloutPercentage > 0 }.map(\.key)
        func outcomes(_ condition: FlagCondition) -> Set<String> {
            if let variant = condition.variant, variants.contains(where: { $0.key == variant }) { return [variant] }
            return variants.isEmpty ? ["true"] : Set(reachable)
        }
        var seen: Set<String> = []
        for condition in groups {
            seen.formUnion(outcomes(condition))
            let matchesEverybody =
                condition.properties.isEmpty && (condition.rolloutPercentage ?? 100) >= 100
                && condition.aggregation.groupTypeIndex(flagLevel: aggregationGroupTypeIndex) == nil
            if matchesEverybody { return seen.count == 1 }
            if earlyExit, (condition.rolloutPercentage ?? 100) < 100 { return false }
        }
        return false
    }
}
