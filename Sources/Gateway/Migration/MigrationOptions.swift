/// How a move to PostHog is made.
public struct MigrationOptions: Sendable, Equatable {
    /// Only show what would be done; nothing is sent and no progress is kept.
    public var isTrial: Bool
    /// Change flags and cohorts that PostHog has already and that differ; otherwise they stay as they are.
    public var overwritesFlags: Bool
    /// Do not ask before the first event is sent.
    public var isConfirmed: Bool

    public init(isTrial: Bool = false, overwritesFlags: Bool = false, isConfirmed: Bool = false) {
        self.isTrial = isTrial
        self.overwritesFlags = overwritesFlags
        self.isConfirmed = isConfirmed
    }
}
