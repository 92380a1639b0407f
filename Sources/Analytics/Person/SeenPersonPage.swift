/// One page of the persons seen in a while.
public struct SeenPersonPage: Sendable, Equatable {
    public let persons: [SeenPerson]
    /// Where the next page starts; nil after the last one.
    public let nextCursor: PersonCursor?

    public init(persons: [SeenPerson], nextCursor: PersonCursor?) {
        self.persons = persons
        self.nextCursor = nextCursor
    }
}
