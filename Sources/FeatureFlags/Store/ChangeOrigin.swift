public import Analytics

/// Who makes a change, when and why.
public struct ChangeOrigin: Sendable, Equatable {
    public let actor: FlagActor
    public let time: Timestamp
    public let reason: String?

    public init(actor: FlagActor, time: Timestamp, reason: String? = nil) {
        self.actor = actor
        self.time = time
        self.reason = reason
    }
}
