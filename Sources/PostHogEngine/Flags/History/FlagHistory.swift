import FeatureFlags

/// Puts PostHog's activity log of a flag and the journal of the gateway together.
///
/// PostHog's log says what happened, and knows only the owner of the gateway's key; the journal says who asked the
/// gateway and why. A version ties the two: where the log does not tell it, entries are counted up from the
/// last that does, or from the creation.
struct FlagHistory {
    let flagID: Int64
    let key: String
    /// Newest first.
    let activities: [FlagActivity]
    /// By the version a change made.
    let journal: [Int64: JournalEntry]

    /// Newest first.
    var changes: [FlagChange] {
        var changes: [Int64: FlagChange] = [:]
        for (version, activity) in zip(versions, activities) where changes[version] == nil {
            changes[version] = FlagChange(
                id: version, flagID: flagID, key: key, version: version, action: activity.action,
                origin: ChangeOrigin(actor: activity.actor, time: activity.time),
                diff: activity.diff(flagID: flagID, key: key))
        }
        for (version, entry) in journal {
            changes[version] = FlagChange(
                id: version, flagID: flagID, key: entry.key, version: version, action: entry.action,
                origin: entry.origin, diff: entry.diff)
        }
        return changes.values.sorted { $0.version > $1.version }
    }

    /// The version each activity made, in their order.
    private var versions: [Int64] {
        var versions = activities.map(\.version)
        // Up from the creation, which made the first version.
        var last: Int64 = 0
        for index in versions.indices.reversed() {
            if let version = versions[index] { last = version } else { last &+= 1 }
            versions[index] = last
        }
        return versions.map { $0 ?? 0 }
    }
}
