import FeatureFlags

/// One change of a flag that was made through this gateway.
struct JournalEntry: Sendable, Equatable {
    let flagID: Int64
    let key: String
    /// The version the change made.
    let version: Int64
    let action: FlagChange.Action
    let origin: ChangeOrigin
    let diff: FlagDiff
}
