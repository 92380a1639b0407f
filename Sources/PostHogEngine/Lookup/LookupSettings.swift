/// How the PostHog engine spends what PostHog allows (PostHog API facts §6.2: 240 queries a minute, 2,400 an hour, three
/// at once), and how long it keeps answers.
public struct LookupSettings: Sendable {
    /// Over how many milliseconds a request is slow in a project that sends no `slow_request` events (DESIGN §4.13).
    public var slowThresholdMilliseconds = 1_000.0
    public var queriesPerMinute = 150
    public var queriesPerHour = 1_500
    /// One fewer than PostHog runs at once: a place is left for what the evaluation of flags asks.
    public var concurrentQueries = 2
    /// The most queries that wait for their turn; more are refused at once.
    public var maximumWaiting = 100
    /// How long a query waits for its turn before it is refused.
    public var maximumWait: Duration = .seconds(10)
    /// For how many seconds an answer is given again.
    public var freshSeconds = 10.0
    /// For how many seconds an answer is kept for the case that PostHog is out of reach; marked with its age then.
    public var keptSeconds = 600.0
    /// The most bytes of answers that are kept.
    public var keptBytes = 32 * 1_024 * 1_024
    /// What persons and groups have set is given to the evaluation of flags for so many seconds.
    public var factSeconds = 60.0
    /// How often PostHog is asked for facts; one query fetches those of many persons.
    public var factQueriesPerMinute = 60
    public var factQueriesPerHour = 600
    /// The most persons and groups whose facts are kept.
    public var maximumFacts = 10_000
    /// How long the evaluation of a flag waits for PostHog.
    public var factPatience: Duration = .milliseconds(250)
    /// For how many seconds it does not wait at all after it once waited in vain.
    public var factPauseSeconds = 10.0

    public init() {}
}
