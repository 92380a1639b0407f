import Access
import FeatureFlags

/// The rows of the audit log are written here, in the transaction that makes the change, and not by whoever asked for
/// it: then no change is committed without its row, also when the process dies right after the commit, and a refused
/// change leaves none. They are rows of the log itself and not a view of the history, because the log has one order,
/// one cursor and a retention of its own, and knows the request, while the history is kept for ever and knows only
/// flags.
extension FlagLedger {
    func audit(_ action: FlagChange.Action, ofFlag key: String, by origin: ChangeOrigin) throws {
        try add(AuditedAction(action, by: origin), flagKey: key, by: origin)
    }

    func audit(_ action: AuditedAction, ofCohort id: Int64, by origin: ChangeOrigin) throws {
        try add(action, cohortID: id, by: origin)
    }

    private func add(
        _ action: AuditedAction, flagKey: String? = nil, cohortID: Int64? = nil, by origin: ChangeOrigin
    ) throws {
        try AuditLog(database: database).add(
            AuditEntry(
                timestamp: origin.time, actor: origin.actor.name, action: action.rawValue, targetFlagKey: flagKey,
                targetCohortID: cohortID, requestID: origin.requestID ?? "",
                clientAddress: origin.clientAddress ?? "", outcome: .allowed, reason: origin.reason))
    }
}
