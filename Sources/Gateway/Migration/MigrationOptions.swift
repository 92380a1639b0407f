/// How a move to PostHog is made.
public struct MigrationOptions: Sendable, Equatable {
    /// How long PostHog may take to show what it has accepted, unless another time is given.
    public static let defaultPatience = Duration.seconds(60)

    /// Only show what would be done; nothing is sent and no progress is kept.
    public var isTrial: Bool
    /// Change flags and cohorts that PostHog has already and that differ; otherwise they stay as they are.
    public var overwritesFlags: Bool
    /// Do not ask before the first event is sent.
    public var isConfirmed: Bool
    /// How long to wait at the end for what PostHog lacks, and then for PostHog to know the members of static cohorts.
    public var patience: Duration

    public init(
        isTrial: Bool = false, overwritesFlags: Bool = false, isConfirmed: Bool = false,
        patience: Duration = MigrationOptions.defaultPatience
    ) {
        self.isTrial = isTrial
        self.overwritesFlags = overwritesFlags
        self.isConfirmed = isConfirmed
        self.patience = patience
    }
}
