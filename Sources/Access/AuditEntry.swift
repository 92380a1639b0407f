public import Analytics

/// One row of the audit log: who looked at whom, or tried to.
public struct AuditEntry: Sendable, Equatable {
    public enum Outcome: String, Sendable {
        case allowed
        case denied
    }

    /// Rises with every row; 0 before it is stored.
    public var id: Int64
    public let timestamp: Timestamp
    /// ``Principal/subject`` of the caller.
    public let actor: String
    /// What was done, for example `lookup.activity`.
    public let action: String
    public let targetPersonID: EventID?
    /// The distinct id that was looked up. Never an email.
    public let targetUserID: String?
    public let requestID: String
    public let clientAddress: String
    public let outcome: Outcome

    public init(
        id: Int64 = 0, timestamp: Timestamp, actor: String, action: String, targetPersonID: EventID?,
        targetUserID: String?, requestID: String, clientAddress: String, outcome: Outcome
    ) {
        self.id = id
        self.timestamp = timestamp
        self.actor = actor
        self.action = action
        self.targetPersonID = targetPersonID
        self.targetUserID = targetUserID
        self.requestID = requestID
        self.clientAddress = clientAddress
        self.outcome = outcome
    }
}
