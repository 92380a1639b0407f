public import Analytics

/// Keeps what access control must share between processes and restarts: audit, sessions, failed sign-ins.
public protocol AccessStore: Sendable {
    /// Writes rows to the audit log, all or none; when it returns they are durable.
    func record(_ entries: [AuditEntry]) async throws(EventStoreError)

    /// Audit rows, newest first.
    /// - Parameters:
    ///   - filter: which actions; nil means all.
    ///   - before: only rows with a smaller id.
    func auditEntries(
        matching filter: AuditFilter?, before: Int64?, limit: Int
    ) async throws(EventStoreError) -> [AuditEntry]

    /// Stores a session and removes those that ended.
    func save(_ session: Session) async throws(EventStoreError)
    func session(identifierHash: [UInt8]) async throws(EventStoreError) -> Session?
    func touchSession(identifierHash: [UInt8], at now: Timestamp) async throws(EventStoreError)
    func deleteSession(identifierHash: [UInt8]) async throws(EventStoreError)

    /// The failed sign-ins of one client; nil when there are none.
    func signInDelay(client: String) async throws(EventStoreError) -> SignInDelay?
    /// Counts one more failure in one step, so that parallel guesses are all counted.
    @discardableResult
    func recordSignInFailure(client: String, at now: Timestamp) async throws(EventStoreError) -> SignInDelay
    func clearSignInFailures(client: String) async throws(EventStoreError)

    /// Deletes audit rows older than a moment.
    @discardableResult
    func deleteAuditEntries(before moment: Timestamp) async throws(EventStoreError) -> Int
}

extension AccessStore {
    /// Writes one row to the audit log; when it returns the row is durable.
    public func record(_ entry: AuditEntry) async throws(EventStoreError) {
        try await record([entry])
    }
}
