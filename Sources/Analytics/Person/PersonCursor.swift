/// A place in a list of persons; what it means is the store's own.
public struct PersonCursor: Sendable, Hashable {
    public let position: Int64
    /// Tells persons of one position apart, in a store where several may have the same.
    public let id: EventID?

    public init(position: Int64, id: EventID? = nil) {
        self.position = position
        self.id = id
    }
}
