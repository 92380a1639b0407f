import Access
import Analytics
import FeatureFlags
import Logging

extension PostHogFlagStore {
    func audit(_ action: FlagChange.Action, ofFlag key: String, by origin: ChangeOrigin) async {
        await audit(AuditedAction(action, by: origin), flagKey: key, by: origin)
    }

    func audit(_ action: AuditedAction, ofCohort id: Int64, by origin: ChangeOrigin) async {
        await audit(action, cohortID: id, by: origin)
    }

    /// The row is written after PostHog has made the change, so that a refused change leaves none. PostHog and the log
    /// share no transaction: a row that cannot be written is told in the log of the process, and PostHog's own activity
    /// log has the change.
    private func audit(
        _ action: AuditedAction, flagKey: String? = nil, cohortID: Int64? = nil, by origin: ChangeOrigin
    ) async {
        guard let recordAudit else { return }
        let entry = AuditEntry(
            timestamp: origin.time, actor: origin.actor.name, action: action.rawValue, targetFlagKey: flagKey,
            targetCohortID: cohortID, requestID: origin.requestID ?? "", clientAddress: origin.clientAddress ?? "",
            outcome: .allowed, reason: origin.reason)
        do throws(EventStoreError) {
            try await recordAudit(entry)
        } catch {
            logger.critical(
                "a change is made and its audit row could not be written",
                metadata: [
                    "action": "\(action.rawValue)", "flag": "\(flagKey ?? "")", "actor": "\(origin.actor.name)",
                    "error": "\(error)",
                ])
        }
    }
}
