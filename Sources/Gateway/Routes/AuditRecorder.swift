import Access
import Analytics
import HummingbirdFastCGI

/// Writes lookups to the audit log before their answer leaves.
struct AuditRecorder: Sendable {
    let store: any AccessStore
    let clock: SystemClock

    /// - Parameter userID: the distinct id looked at; never an email.
    func record(
        _ action: String, by principal: Principal, on person: Person?, userID: String?, outcome: AuditEntry.Outcome,
        context: GatewayContext
    ) async throws {
        try await store.record(
            AuditEntry(
                timestamp: clock.now, actor: principal.subject, action: action, targetPersonID: person?.id,
                targetUserID: userID, requestID: context.requestID, clientAddress: context.clientAddress ?? "",
                outcome: outcome))
    }
}
