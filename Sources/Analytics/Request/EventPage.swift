/// One page of a person's events, newest first.
public struct EventPage: Sendable, Equatable {
    public let events: [StoredEvent]
    /// All matches in the window, not only this page's (DESIGN §4.9).
    public let total: Int
    /// Where the next page starts; nil on the last one.
    public let nextCursor: EventCursor?

    public init(events: [StoredEvent], total: Int, nextCursor: EventCursor?) {
        self.events = events
        self.total = total
        self.nextCursor = nextCursor
    }
}
