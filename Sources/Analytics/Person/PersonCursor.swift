/// A place in a list of persons; what it means is the store's own.
public struct PersonCursor: Sendable, Hashable {
    public let position: Int64

    public init(position: Int64) {
        self.position = position
    }
}
