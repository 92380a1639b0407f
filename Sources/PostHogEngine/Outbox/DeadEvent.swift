public import Analytics
public import JSON

/// An event that PostHog can never take, set aside with the reason.
public struct DeadEvent: Sendable, Equatable {
    public let uuid: EventID
    public let capturedAt: Timestamp
    public let setAsideAt: Timestamp
    /// The HTTP status of the refusal.
    public let status: Int
    /// PostHog's words.
    public let reason: String
    /// The event as it was sent.
    public let event: JSONText
}
