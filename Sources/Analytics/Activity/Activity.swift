/// What a person did within a window, counted.
public struct Activity: Sendable, Equatable {
    /// The requests (`api_request` events).
    public struct Requests: Sendable, Equatable {
        public var total = 0
        /// Those with a status code of 400 or more (DESIGN §4.13).
        public var failed = 0
        /// Of those with a duration; nil when none has one.
        public var averageMilliseconds: Double?
        public var percentiles = Percentiles(sorted: [])
        public init() {}
    }

    /// The slow requests of one endpoint.
    public struct SlowEndpoint: Sendable, Equatable {
        public let endpoint: String
        public let count: Int
        public let averageMilliseconds: Double
        public init(endpoint: String, count: Int, averageMilliseconds: Double) {
            self.endpoint = endpoint
            self.count = count
            self.averageMilliseconds = averageMilliseconds
        }
    }

    /// A name and how often it occurred.
    public struct Count: Sendable, Equatable {
        public let name: String
        public let count: Int
        public init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// The counts of one UTC day.
    public struct Day: Sendable, Equatable {
        public let midnight: Timestamp
        public var events = 0
        public var requests = 0
        public var failed = 0
        public var errors = 0
        public var slow = 0
        public init(midnight: Timestamp) { self.midnight = midnight }
    }

    /// The failed requests of the most frequent status code.
    public struct FailureCluster: Sendable, Equatable {
        public let statusCode: Int
        public let count: Int
        public let first: Timestamp
        public let last: Timestamp
        public init(statusCode: Int, count: Int, first: Timestamp, last: Timestamp) {
            self.statusCode = statusCode
            self.count = count
            self.first = first
            self.last = last
        }
    }

    public var totalEvents = 0
    public var requests = Requests()
    public var totalErrors = 0
    /// Most frequent first.
    public var errorsByType: [Count] = []
    public var totalSlow = 0
    /// Most frequent first.
    public var slowByEndpoint: [SlowEndpoint] = []
    /// The ten most frequent endpoints of `api_request` events, most frequent first.
    public var mostUsedEndpoints: [Count] = []
    /// Every UTC day of the window, oldest first.
    public var days: [Day] = []
    public var mainFailure: FailureCluster?

    public init() {}
}
