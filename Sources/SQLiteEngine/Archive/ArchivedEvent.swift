public import Analytics

/// An event, and its place in the order in which the store took events.
public struct ArchivedEvent: Sendable, Equatable {
    /// Rises from event to event; a place once taken never changes.
    public let place: Int64
    public let event: StoredEvent
}
