/// One page of a list.
public struct PostHogPage<Element: Sendable>: Sendable {
    public let elements: [Element]
    /// Leads to the next page of the same list; nil at its end. Opaque, and free of keys and host names.
    public let cursor: String?
    /// How many there are in all, where PostHog says so.
    public let total: Int?

    init(_ elements: [Element], cursor: String?, total: Int? = nil) {
        self.elements = elements
        self.cursor = cursor
        self.total = total
    }
}
