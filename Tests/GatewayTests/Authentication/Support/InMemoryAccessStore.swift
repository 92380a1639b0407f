import Access
import Analytics

/// An access store in memory with the promises of the real one, for one process.
actor InMemoryAccessStore: AccessStore {
    private(set) var sessions: [[UInt8]: Session] = [:]
    private(set) var delays: [String: SignInDelay] = [:]
    private(set) var entries: [AuditEntry] = []
    private(set) var touches = 0
    private var failure: EventStoreError?
    private var expectedReaders = 0
    private var readers: [CheckedContinuation<Void, Never>] = []

    /// From now on every call fails; nil ends that.
    func fail(with failure: EventStoreError?) {
        self.failure = failure
    }

    /// Lets the next readers of a delay go on only when this many have read it.
    func meet(readers: Int) {
        expectedReaders = readers
    }

    private func check() throws(EventStoreError) {
        if let failure { throw failure }
    }

    func record(_ entries: [AuditEntry]) throws(EventStoreError) {
        try check()
        for var entry in entries {
            entry.id = Int64(self.entries.count + 1)
            self.entries.append(entry)
        }
    }

    func auditEntries(
        matching filter: AuditFilter?, before: Int64?, limit: Int
    ) throws(EventStoreError) -> [AuditEntry] {
        try check()
        return Array(
            entries.reversed().filter { $0.id < before ?? .max && filter?.admits($0.action) ?? true }.prefix(limit))
    }

    func deleteAuditEntries(before moment: Timestamp) throws(EventStoreError) -> Int {
        try check()
        let count = entries.count
        entries.removeAll { $0.timestamp < moment }
        return count - entries.count
    }

    func save(_ session: Session) throws(EventStoreError) {
        try check()
        sessions[session.identifierHash] = session
    }

    func session(identifierHash: [UInt8]) throws(EventStoreError) -> Session? {
        try check()
        return sessions[identifierHash]
    }

    func touchSession(identifierHash: [UInt8], at now: Timestamp) throws(EventStoreError) {
        try check()
        touches += 1
        guard let session = sessions[identifierHash] else { return }
        sessions[identifierHash] = Session(
            identifierHash: session.identifierHash, subject: session.subject, capabilities: session.capabilities,
            identity: session.identity, credentialHash: session.credentialHash, expiresAt: session.expiresAt,
            lastUsedAt: now)
    }

    func deleteSession(identifierHash: [UInt8]) throws(EventStoreError) {
        try check()
        sessions[identifierHash] = nil
    }

    func signInDelay(client: String) async throws(EventStoreError) -> SignInDelay? {
        try check()
        let delay = delays[client]
        guard expectedReaders > 0 else { return delay }
        expectedReaders -= 1
        if expectedReaders == 0 {
            for reader in readers { reader.resume() }
            readers = []
        } else {
            await withCheckedContinuation { readers.append($0) }
        }
        return delay
    }

    func recordSignInFailure(client: String, at now: Timestamp) throws(EventStoreError) -> SignInDelay {
        try check()
        let delay = delays[client]?.afterFailure(at: now) ?? SignInDelay(failures: 1, lastFailure: now)
        delays[client] = delay
        return delay
    }

    func clearSignInFailures(client: String) throws(EventStoreError) {
        try check()
        delays[client] = nil
    }
}
