/// A person's events in time order, grouped by request and by session.
public struct Journey: Sendable, Equatable {
    /// The events of one request, or one event that belongs to none.
    public struct RequestGroup: Sendable, Equatable {
        public let requestID: String?
        /// The number of the session its first event lies in, from 1.
        public let session: Int
        /// In time order.
        public let events: [StoredEvent]
        public let start: Timestamp
        public let end: Timestamp
    }

    /// Events with no gap of more than ``sessionGap`` between them.
    public struct Session: Sendable, Equatable {
        public let number: Int
        public let start: Timestamp
        public internal(set) var end: Timestamp
        public internal(set) var eventCount: Int
        public internal(set) var requestCount: Int
        public internal(set) var errorCount: Int
    }

    /// Thirty minutes, as in PostHog's own sessions.
    public static let sessionGapMinutes: Int64 = 30

    public let groups: [RequestGroup]
    public let sessions: [Session]
    /// How many groups have a request id.
    public let correlatedRequests: Int

    /// - Parameter events: a person's events in any order.
    public init(events: [StoredEvent]) {
        let ordered = events.sorted { ($0.timestamp, $0.uuid) < ($1.timestamp, $1.uuid) }
        var sessions: [Session] = []
        var groupIndex: [String: Int] = [:]
        var collected: [(requestID: String?, session: Int, events: [StoredEvent])] = []
        let gap = Self.sessionGapMinutes * 60 * Timestamp.microsecondsPerSecond

        for event in ordered {
            if let last = sessions.last, event.timestamp <= last.end.advanced(byMicroseconds: gap) {
                sessions[sessions.count - 1].end = event.timestamp
                sessions[sessions.count - 1].eventCount += 1
            } else {
                sessions.append(
                    Session(
                        number: sessions.count + 1, start: event.timestamp, end: event.timestamp, eventCount: 1,
                        requestCount: 0, errorCount: 0))
            }
            if event.isError { sessions[sessions.count - 1].errorCount += 1 }
            if let requestID = event.requestID, let index = groupIndex[requestID] {
                collected[index].events.append(event)
            } else {
                if let requestID = event.requestID {
                    groupIndex[requestID] = collected.count
                    sessions[sessions.count - 1].requestCount += 1
                }
                collected.append((event.requestID, sessions.count, [event]))
            }
        }
        groups = collected.compactMap { entry in
            guard let first = entry.events.first, let last = entry.events.last else { return nil }
            return RequestGroup(
                requestID: entry.requestID, session: entry.session, events: entry.events, start: first.timestamp,
                end: last.timestamp)
        }
        self.sessions = sessions
        correlatedRequests = groupIndex.count
    }
}
