/// Some groups of one type, newest first.
public struct GroupPage: Sendable, Equatable {
    public let groups: [Group]
    /// Opaque; nil on the last page.
    public let nextCursor: String?

    public init(groups: [Group], nextCursor: String?) {
        self.groups = groups
        self.nextCursor = nextCursor
    }
}
