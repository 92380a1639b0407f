/// How the flags of PostHog are followed.
public struct FlagMirrorSettings: Sendable, Equatable {
    /// The time between two polls of the definitions; PostHog bills every poll. At least one second.
    public var interval: Duration
    /// How long the first reader after a start waits for the first definitions when there is no copy on disk.
    public var firstAnswer: Duration
    /// How long one poll may take.
    public var timeout: Duration
    /// How long the evaluation of a flag waits to hear which static cohorts a person is in.
    public var membershipPatience = Duration.milliseconds(300)

    public init(
        interval: Duration = .seconds(30), firstAnswer: Duration = .seconds(3), timeout: Duration = .seconds(10)
    ) {
        self.interval = max(interval, .seconds(1))
        self.firstAnswer = firstAnswer
        self.timeout = timeout
    }
}
