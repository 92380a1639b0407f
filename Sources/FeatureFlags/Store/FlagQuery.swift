/// Which flags a list wants.
public struct FlagQuery: Sendable, Equatable {
    /// Whether flags in some state belong to the list.
    public enum Inclusion: Sendable, Equatable {
        case excluded
        case included
        case only
    }

    /// Text in key or description, compared without case; a blank matches blank, `-` and `_`.
    public var search: String?
    public var active: Bool?
    public var archived: Inclusion
    public var deleted: Inclusion
    /// Flags with all of these tags.
    public var tags: [String]
    /// At least 1.
    public var limit: Int
    public var offset: Int

    public init(
        search: String? = nil, active: Bool? = nil, archived: Inclusion = .excluded, deleted: Inclusion = .excluded,
        tags: [String] = [], limit: Int = 100, offset: Int = 0
    ) {
        self.search = search
        self.active = active
        self.archived = archived
        self.deleted = deleted
        self.tags = tags
        self.limit = limit
        self.offset = offset
    }
}
