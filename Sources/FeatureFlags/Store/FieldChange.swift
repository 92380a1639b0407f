public import JSON

/// One field that differs between two versions of a flag.
public struct FieldChange: Sendable, Hashable {
    /// For example `filters.groups[0].rollout_percentage`.
    public let path: String
    /// Nil when the field was absent.
    public let old: JSON?
    /// Nil when the field is absent now.
    public let new: JSON?

    public init(path: String, old: JSON?, new: JSON?) {
        self.path = path
        self.old = old
        self.new = new
    }
}
