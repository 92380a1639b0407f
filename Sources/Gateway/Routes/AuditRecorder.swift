import Access
import Analytics
import HummingbirdFastCGI

/// Writes lookups and refusals to the audit log before their answer leaves. Changes are written by the store that makes
/// them.
struct AuditRecorder: Sendable {
    let store: any AccessStore
    let clock: SystemClock

    /// - Parameters:
    ///   - userID: the distinct id looked at; never an email.
    ///   - flagKey: the flag on whose account people are looked at.
    ///   - reason: what was refused.
    func record(
        _ action: String, by principal: Principal, on person: Person? = nil, userID: String? = nil,
        flagKey: String? = nil, outcome: AuditEntry.Outcome, reason: String? = nil, context: GatewayContext
    ) async throws {
        try await store.record(
            AuditEntry(
                timestamp: clock.now, actor: principal.subject, action: action, targetPersonID: person?.id,
                targetUserID: userID, targetFlagKey: flagKey, requestID: context.requestID,
                clientAddress: context.clientAddress ?? "", outcome: outcome, reason: reason))
    }

    /// Writes a row for each of the people one answer shows, all or none.
    /// - Parameter persons: by distinct id, as far as they are known.
    func record(
        _ action: String, by principal: Principal, onEach userIDs: [String], persons: [String: Person] = [:],
        context: GatewayContext
    ) async throws {
        guard !userIDs.isEmpty else { return }
        let now = clock.now
        try await store.record(
            userIDs.map { userID in
                AuditEntry(
                    timestamp: now, actor: principal.subject, action: action, targetPersonID: persons[userID]?.id,
                    targetUserID: userID, requestID: context.requestID, clientAddress: context.clientAddress ?? "",
                    outcome: .allowed)
            })
    }
}
