/// Which events of a whole project a lookup asks for.
public struct ProjectEventQuery: Sendable, Equatable {
    public let event: String?
    public let distinctID: String?
    public let window: TimeWindow
    public let limit: Int
    /// ``ProjectEventPage/nextCursor`` of the page before; nil for the first page.
    public let cursor: String?

    public init(event: String?, distinctID: String?, window: TimeWindow, limit: Int, cursor: String?) {
        self.event = event
        self.distinctID = distinctID
        self.window = window
        self.limit = limit
        self.cursor = cursor
    }
}
