/// Which groups of one type a lookup asks for.
public struct GroupQuery: Sendable, Equatable {
    public let typeIndex: Int
    /// Groups whose properties contain the text, or whose key is the text, both compared without case.
    public let search: String?
    public let limit: Int
    /// ``GroupPage/nextCursor`` of the page before; nil for the first page.
    public let cursor: String?

    public init(typeIndex: Int, search: String? = nil, limit: Int = 100, cursor: String? = nil) {
        self.typeIndex = typeIndex
        self.search = search
        self.limit = limit
        self.cursor = cursor
    }
}
