/// How many calls of each family the client makes at most; a call beyond that waits its turn.
///
/// PostHog counts per key or per team, so other programs with the same key take from the same allowance: the defaults
/// are nine tenths of PostHog's own limits. Families do not take from each other.
public struct PostHogLimits: Sendable, Hashable {
    /// The allowance of one family.
    public struct Allowance: Sendable, Hashable {
        public var perMinute: Int?
        public var perHour: Int?
        /// How many may be under way at once.
        public var concurrency: Int?

        public init(perMinute: Int? = nil, perHour: Int? = nil, concurrency: Int? = nil) {
            self.perMinute = perMinute
            self.perHour = perHour
            self.concurrency = concurrency
        }
    }

    /// Flags, cohorts, projects and everything else of the private API: PostHog allows 480 a minute, 4,800 an hour.
    public var general = Allowance(perMinute: 432, perHour: 4_320)
    /// Events and groups: 240 a minute, 1,200 an hour.
    public var analytics = Allowance(perMinute: 216, perHour: 1_080)
    /// Persons: 180 a minute, 1,200 an hour.
    public var persons = Allowance(perMinute: 162, perHour: 1_080)
    /// HogQL: 240 a minute, 2,400 an hour, three at once.
    public var query = Allowance(perMinute: 216, perHour: 2_160, concurrency: 3)
    /// The values of event properties, whose limit PostHog does not publish: one in two seconds.
    public var eventValues = Allowance(perMinute: 30, perHour: 600)
    /// Remote configuration of flags: 600 a minute.
    public var remoteConfiguration = Allowance(perMinute: 540)
    /// Flag definitions: 600 a minute for the team.
    public var flagDefinitions = Allowance(perMinute: 540)
    /// Flag evaluation, which PostHog does not limit.
    public var flagEvaluation = Allowance(concurrency: 64)
    /// Capture, which PostHog does not limit.
    public var capture = Allowance(concurrency: 16)
    /// How many calls of a family may wait for their turn; one more fails at once.
    public var maximumWaiting = 1_000

    public init() {}

    subscript(family: EndpointFamily) -> Allowance {
        switch family {
        case .general: general
        case .analytics: analytics
        case .persons: persons
        case .query: query
        case .eventValues: eventValues
        case .remoteConfiguration: remoteConfiguration
        case .flagDefinitions: flagDefinitions
        case .flagEvaluation: flagEvaluation
        case .capture: capture
        }
    }
}
