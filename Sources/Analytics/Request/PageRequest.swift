/// How many rows a lookup wants, and after which row they start.
public struct PageRequest: Sendable, Equatable {
    public let limit: Int
    /// The last row of the page before; nil for the first page.
    public let cursor: EventCursor?

    public init(limit: Int, cursor: EventCursor? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}
