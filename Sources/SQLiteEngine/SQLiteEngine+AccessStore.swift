public import Access
public import Analytics

extension SQLiteEngine {
    public func record(_ entries: [AuditEntry]) async throws(EventStoreError) {
        try await writer.write { transaction in
            let log = AuditLog(database: transaction.database)
            for entry in entries { try log.add(entry) }
        }
    }

    public func auditEntries(
        matching filter: AuditFilter?, before: Int64?, limit: Int
    ) async throws(EventStoreError) -> [AuditEntry] {
        try read { try AuditLog(database: $0.database).entries(matching: filter, before: before, limit: limit) }
    }

    public func save(_ session: Session) async throws(EventStoreError) {
        try await writer.write { try SessionTable(database: $0.database).save(session) }
    }

    public func session(identifierHash: [UInt8]) async throws(EventStoreError) -> Session? {
        try read { try SessionTable(database: $0.database).session(identifierHash: identifierHash) }
    }

    public func touchSession(identifierHash: [UInt8], at now: Timestamp) async throws(EventStoreError) {
        try await writer.write {
            try SessionTable(database: $0.database).touch(identifierHash: identifierHash, at: now)
        }
    }

    public func deleteSession(identifierHash: [UInt8]) async throws(EventStoreError) {
        try await writer.write { try SessionTable(database: $0.database).delete(identifierHash: identifierHash) }
    }

    public func signInDelay(client: String) async throws(EventStoreError) -> SignInDelay? {
        try read { try SignInFailures(database: $0.database).delay(client: client) }
    }

    @discardableResult
    public func recordSignInFailure(
        client: String, at now: Timestamp
    ) async throws(EventStoreError) -> SignInDelay {
        try await writer.write { try SignInFailures(database: $0.database).add(client: client, at: now) }
    }

    public func clearSignInFailures(client: String) async throws(EventStoreError) {
        try await writer.write { try SignInFailures(database: $0.database).clear(client: client) }
    }

    @discardableResult
    public func deleteAuditEntries(before moment: Timestamp) async throws(EventStoreError) -> Int {
        var deleted = 0
        var removed: Int
        repeat {
            removed = try await writer.write { try AuditLog(database: $0.database).deleteSome(before: moment) }
            deleted += removed
        } while removed == AuditLog.deletionBatch && !Task.isCancelled
        return deleted
    }
}
