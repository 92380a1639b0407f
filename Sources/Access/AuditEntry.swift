public import Analytics

/// One row of the audit log: who looked at whom, who changed which flag or cohort, and who was refused what.
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
    /// What was done, for example `lookup.activity` or `flag.update`: a kind, a dot and the deed.
    public let action: String
    public let targetPersonID: EventID?
    /// The distinct id that was looked up. Never an email.
    public let targetUserID: String?
    /// The key of the flag that was changed, as the change left it.
    public let targetFlagKey: String?
    /// The number of the cohort that was changed.
    public let targetCohortID: Int64?
    /// Empty when no request made the change.
    public let requestID: String
    public let clientAddress: String
    public let outcome: Outcome
    /// Why, in the words of who did it; of a request that was refused for want of a capability, the route.
    public let reason: String?

    public init(
        id: Int64 = 0, timestamp: Timestamp, actor: String, action: String, targetPersonID: EventID? = nil,
        targetUserID: String? = nil, targetFlagKey: String? = nil, targetCohortID: Int64? = nil, requestID: String,
        clientAddress: String, outcome: Outcome, reason: String? = nil
    ) {
        self.id = id
        self.timestamp = timestamp
        self.actor = actor
        self.action = action
        self.targetPersonID = targetPersonID
        self.targetUserID = targetUserID
        self.targetFlagKey = targetFlagKey
        self.targetCohortID = targetCohortID
        self.requestID = requestID
        self.clientAddress = clientAddress
        self.outcome = outcome
        self.reason = reason
    }
}
