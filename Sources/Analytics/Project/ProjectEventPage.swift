/// Some events of a whole project.
public struct ProjectEventPage: Sendable, Equatable {
    public let events: [StoredEvent]
    /// Opaque; nil on the last page. A page may hold fewer events than asked for and yet have a next one.
    public let nextCursor: String?

    public init(events: [StoredEvent], nextCursor: String?) {
        self.events = events
        self.nextCursor = nextCursor
    }
}
