public import Access
import Analytics
import Testing

/// What every `AccessStore` must do; each check needs an empty store of its own.
public enum AccessStoreConformance {
    public static let checks: [StoreCheck<any AccessStore>] = auditChecks + sessionChecks + signInChecks

    private static let now = Sample.noon

    private static func later(_ seconds: Int64) -> Timestamp {
        now.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond)
    }

    private static func entry(_ action: String, at seconds: Int64 = 0, target: UInt64? = nil) -> AuditEntry {
        AuditEntry(
            timestamp: later(seconds), actor: "support@example.org", action: action,
            targetPersonID: target.map(Sample.uuid), targetUserID: target.map { "u\($0)" }, requestID: "0af7",
            clientAddress: "192.0.2.7", outcome: target == nil ? .denied : .allowed)
    }

    static let auditChecks: [StoreCheck<any AccessStore>] = [
        StoreCheck("audit rows come back as they were written, newest first") { store async throws in
            let written = [
                entry("lookup.activity", target: 1), entry("lookup.events"), entry("lookup.errors", target: 3),
            ]
            for entry in written { try await store.record(entry) }
            let read = try await store.auditEntries(matching: nil, before: nil, limit: 10)
            #expect(zip(read, read.dropFirst()).allSatisfy { $0.id > $1.id })
            let withoutIDs = read.map { row -> AuditEntry in
                var row = row
                row.id = 0
                return row
            }
            #expect(withoutIDs == written.reversed())
        },
        StoreCheck("audit rows are paged by id") { store async throws in
            for number in 0..<10 { try await store.record(entry("a\(number)")) }
            let first = try await store.auditEntries(matching: nil, before: nil, limit: 4)
            let second = try await store.auditEntries(matching: nil, before: first.last?.id, limit: 4)
            let third = try await store.auditEntries(matching: nil, before: second.last?.id, limit: 4)
            #expect((first + second + third).map(\.action) == (0..<10).reversed().map { "a\($0)" })
            #expect(try await store.auditEntries(matching: nil, before: third.last?.id, limit: 4).isEmpty)
            #expect(try await store.auditEntries(matching: nil, before: nil, limit: 0).isEmpty)
        },
        StoreCheck("audit rows of one action or of one kind are listed alone, page by page") { store async throws in
            let actions = ["lookup.activity", "flag.create", "lookups", "flag.update", "flag", "lookup.events"]
            for action in actions + actions { try await store.record(entry(action)) }
            func listed(_ filter: String) async throws -> [String] {
                var actions: [String] = []
                var before: Int64?
                while true {
                    let page = try await store.auditEntries(matching: AuditFilter(filter), before: before, limit: 3)
                    actions += page.map(\.action)
                    guard let last = page.last else { return actions }
                    before = last.id
                }
            }
            #expect(
                try await listed("flag") == [
                    "flag", "flag.update", "flag.create", "flag", "flag.update", "flag.create",
                ])
            #expect(try await listed("flag.create") == ["flag.create", "flag.create"])
            #expect(try await listed("lookups") == ["lookups", "lookups"])
            #expect(try await listed("look") == [])
        },
        StoreCheck("an audit row tells which flag or cohort was changed, and why") { store async throws in
            let row = AuditEntry(
                timestamp: now, actor: "admin-token", action: "flag.update", targetFlagKey: "checkout", requestID: "",
                clientAddress: "", outcome: .allowed, reason: "It broke")
            let cohort = AuditEntry(
                timestamp: now, actor: "admin-token", action: "cohort.delete", targetCohortID: 7, requestID: "0af7",
                clientAddress: "192.0.2.7", outcome: .allowed)
            try await store.record(row)
            try await store.record(cohort)
            let read = try await store.auditEntries(matching: nil, before: nil, limit: 2)
            #expect(read.map(\.targetFlagKey) == [nil, "checkout"])
            #expect(read.map(\.targetCohortID) == [7, nil])
            #expect(read.map(\.reason) == [nil, "It broke"])
            #expect(read.map(\.requestID) == ["0af7", ""])
        },
        StoreCheck("old audit rows are deleted and no id is used twice") { store async throws in
            for number in 0..<5 { try await store.record(entry("a\(number)", at: Int64(number))) }
            let newest = try await store.auditEntries(matching: nil, before: nil, limit: 1).first?.id ?? 0
            #expect(try await store.deleteAuditEntries(before: later(3)) == 3)
            #expect(try await store.auditEntries(matching: nil, before: nil, limit: 10).map(\.action) == ["a4", "a3"])
            #expect(try await store.deleteAuditEntries(before: later(60)) == 2)
            try await store.record(entry("b"))
            #expect(try await store.auditEntries(matching: nil, before: nil, limit: 10).allSatisfy { $0.id > newest })
        },
    ]

    private static func session(_ number: UInt8, expires: Int64 = 8 * 3_600, used: Int64 = 0) -> Session {
        Session(
            identifierHash: [UInt8](repeating: number, count: 32), subject: "admin-token",
            capabilities: [.read, .lookup], identity: nil, credentialHash: [0, 255, number], expiresAt: later(expires),
            lastUsedAt: later(used))
    }

    static let sessionChecks: [StoreCheck<any AccessStore>] = [
        StoreCheck("a session comes back as it was saved until it is deleted") { store async throws in
            let plain = session(1)
            let owned = Session(
                identifierHash: [2], subject: "ann", capabilities: Set(Capability.allCases),
                identity: Principal.Identity(distinctID: "u1", email: nil), credentialHash: [], expiresAt: later(9),
                lastUsedAt: now)
            try await store.save(plain)
            try await store.save(owned)
            #expect(try await store.session(identifierHash: plain.identifierHash) == plain)
            #expect(try await store.session(identifierHash: [2]) == owned)
            #expect(try await store.session(identifierHash: [3]) == nil)
            #expect(try await store.session(identifierHash: []) == nil)
            try await store.deleteSession(identifierHash: [2])
            try await store.deleteSession(identifierHash: [2])
            #expect(try await store.session(identifierHash: [2]) == nil)
            #expect(try await store.session(identifierHash: plain.identifierHash) == plain)
        },
        StoreCheck("the use of a session is noted and never turned back") { store async throws in
            try await store.save(session(1))
            let hash = session(1).identifierHash
            try await store.touchSession(identifierHash: hash, at: later(90))
            try await store.touchSession(identifierHash: hash, at: later(30))
            #expect(try await store.session(identifierHash: hash)?.lastUsedAt == later(90))
            try await store.touchSession(identifierHash: [9], at: later(90))
            #expect(try await store.session(identifierHash: [9]) == nil)
        },
        StoreCheck("saving a session removes those that have ended") { store async throws in
            try await store.save(session(1, expires: 10))
            try await store.save(session(2, used: -SessionPolicy.idleSeconds + 20))
            try await store.save(session(3))
            try await store.save(session(4, used: 20))
            #expect(try await store.session(identifierHash: session(1).identifierHash) == nil)
            #expect(try await store.session(identifierHash: session(2).identifierHash) == nil)
            #expect(try await store.session(identifierHash: session(3).identifierHash) != nil)
            #expect(try await store.session(identifierHash: session(4).identifierHash) != nil)
        },
    ]

    static let signInChecks: [StoreCheck<any AccessStore>] = [
        StoreCheck("failed sign-ins are counted per client until they are cleared") { store async throws in
            #expect(try await store.signInDelay(client: "a") == nil)
            #expect(try await store.recordSignInFailure(client: "a", at: now).failures == 1)
            #expect(try await store.recordSignInFailure(client: "a", at: later(5)).failures == 2)
            #expect(try await store.recordSignInFailure(client: "b", at: later(5)).failures == 1)
            #expect(try await store.signInDelay(client: "a") == SignInDelay(failures: 2, lastFailure: later(5)))
            try await store.clearSignInFailures(client: "a")
            #expect(try await store.signInDelay(client: "a") == nil)
            #expect(try await store.signInDelay(client: "b")?.failures == 1)
        },
        StoreCheck("parallel failures are all counted") { store async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { try await store.recordSignInFailure(client: "a", at: now) } }
                try await group.waitForAll()
            }
            #expect(try await store.signInDelay(client: "a")?.failures == 50)
        },
        StoreCheck("failures that no longer matter are forgotten") { store async throws in
            try await store.recordSignInFailure(client: "a", at: now)
            try await store.recordSignInFailure(client: "b", at: now)
            let after = later(SignInDelay.forgottenAfterSeconds)
            #expect(try await store.recordSignInFailure(client: "b", at: after).failures == 1)
            #expect(try await store.signInDelay(client: "a") == nil)
        },
    ]
}
