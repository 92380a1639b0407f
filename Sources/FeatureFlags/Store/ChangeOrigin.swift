public import Analytics

/// Who makes a change, when and why, and from where.
public struct ChangeOrigin: Sendable, Equatable {
    public let actor: FlagActor
    public let time: Timestamp
    public let reason: String?
    /// Whether the change comes from a file that is imported.
    public let isImport: Bool
    /// The request that asked for the change; nil when none did. For the audit log, the history does not keep it.
    public let requestID: String?
    /// The address the request came from. For the audit log, the history does not keep it.
    public let clientAddress: String?

    public init(
        actor: FlagActor, time: Timestamp, reason: String? = nil, isImport: Bool = false, requestID: String? = nil,
        clientAddress: String? = nil
    ) {
        self.actor = actor
        self.time = time
        self.reason = reason
        self.isImport = isImport
        self.requestID = requestID
        self.clientAddress = clientAddress
    }
}
