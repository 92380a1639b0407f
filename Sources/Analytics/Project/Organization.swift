/// An organization that owns projects (PostHog API facts §2).
public struct Organization: Sendable, Equatable {
    /// A UUID in its usual form.
    public let id: String
    public let name: String
    public let slug: String?
    public let createdAt: Timestamp?

    public init(id: String, name: String, slug: String?, createdAt: Timestamp?) {
        self.id = id
        self.name = name
        self.slug = slug
        self.createdAt = createdAt
    }
}
