/// The project a gateway keeps or reads (PostHog API facts §2).
public struct Project: Sendable, Equatable {
    public let id: Int64
    public let name: String
    /// The ``Organization/id`` of its owner; nil when it is not told.
    public let organization: String?
    /// A name of the tz database, for example `Europe/Berlin`.
    public let timeZone: String
    public let createdAt: Timestamp?
    /// Whether any event was stored yet.
    public let hasEvents: Bool
    public let isDemo: Bool

    public init(
        id: Int64, name: String, organization: String?, timeZone: String, createdAt: Timestamp?, hasEvents: Bool,
        isDemo: Bool
    ) {
        self.id = id
        self.name = name
        self.organization = organization
        self.timeZone = timeZone
        self.createdAt = createdAt
        self.hasEvents = hasEvents
        self.isDemo = isDemo
    }
}
