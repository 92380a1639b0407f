import Access
import Analytics
import JSON
import Testing

@testable import Gateway

@Suite struct SessionServiceTests {
    private let store = InMemoryAccessStore()

    @Test func `a session has the rights of its token`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let opened = try await fixture.signIn()
        #expect(opened.expiresAt == Timestamp.now.advanced(bySeconds: 8 * 3_600))
        let authentication = try await fixture.sessions.authenticate(opened.identifier, at: .now)
        #expect(authentication == opened.authentication)
        #expect(authentication.principal.subject == "admin-token")
        #expect(authentication.principal.method == .session)
        #expect(authentication.principal.capabilities == Set(Capability.allCases))
        #expect(authentication.expiresAt == opened.expiresAt)
    }

    @Test func `the store holds neither the identifier nor the token`() async throws {
        let opened = try await AuthenticationFixture(store: store).signIn()
        let session = try #require(await store.sessions.values.first)
        #expect(session.identifierHash.count == 32)
        #expect(session.identifierHash != opened.identifier.bytes)
        #expect(session.credentialHash.count == 32)
        #expect(session.credentialHash != session.identifierHash)
    }

    @Test func `a session ends after half an hour without use`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let opened = try await fixture.signIn()
        var now = Timestamp.now
        for _ in 0..<5 {
            now = now.advanced(bySeconds: 29 * 60)
            _ = try await fixture.sessions.authenticate(opened.identifier, at: now)
        }
        await #expect(throws: AuthenticationFailure.sessionEnded) {
            try await fixture.sessions.authenticate(opened.identifier, at: now.advanced(bySeconds: 30 * 60))
        }
    }

    @Test func `a session ends after eight hours however much it is used`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let opened = try await fixture.signIn()
        for minute in stride(from: 20, to: 480, by: 20) {
            _ = try await fixture.sessions.authenticate(
                opened.identifier, at: .now.advanced(bySeconds: Int64(minute) * 60))
        }
        await #expect(throws: AuthenticationFailure.sessionEnded) {
            try await fixture.sessions.authenticate(opened.identifier, at: .now.advanced(bySeconds: 480 * 60))
        }
    }

    @Test func `its use is written down once a minute`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let opened = try await fixture.signIn()
        for second in 0..<60 {
            _ = try await fixture.sessions.authenticate(opened.identifier, at: .now.advanced(bySeconds: Int64(second)))
        }
        #expect(await store.touches == 0)
        _ = try await fixture.sessions.authenticate(opened.identifier, at: .now.advanced(bySeconds: 60))
        #expect(await store.touches == 1)
    }

    @Test func `a sign-out holds at once in every process`() async throws {
        let here = try await AuthenticationFixture(store: store)
        let elsewhere = try await AuthenticationFixture(store: store)
        let opened = try await here.signIn()
        _ = try await elsewhere.sessions.authenticate(opened.identifier, at: .now)
        try await here.sessions.end(opened.identifier)
        try await here.sessions.end(opened.identifier)
        for fixture in [here, elsewhere] {
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await fixture.sessions.authenticate(opened.identifier, at: .now)
            }
        }
    }

    @Test func `a session ends with its token or the session secret`() async throws {
        let opened = try await AuthenticationFixture(store: store).signIn()
        let rotated = try await AuthenticationFixture(store: store, admin: "new-admin-token-x,admin-token-for-tests")
        _ = try await rotated.sessions.authenticate(opened.identifier, at: .now)
        for changed in [
            try await AuthenticationFixture(store: store, admin: "new-admin-token-x"),
            try await AuthenticationFixture(store: store, secret: "another-secret-of-at-least-32-bytes"),
        ] {
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await changed.sessions.authenticate(opened.identifier, at: .now)
            }
        }
    }

    @Test func `a token with fewer rights than before takes them from its sessions`() async throws {
        func fixture(_ value: String) async throws -> AuthenticationFixture {
            try await AuthenticationFixture(store: store, custom: [.init(number: 1, value: value)])
        }
        let opened = try await fixture("custom-token-text:read,lookup").signIn("custom-token-text")
        #expect(opened.authentication.principal.capabilities == [.read, .lookup])
        for (value, capabilities) in [("read", [.read]), ("read,lookup,delete", [.read, .lookup])]
            as [(String, Set<Capability>)]
        {
            let changed = try await fixture("custom-token-text:\(value)")
            let authentication = try await changed.sessions.authenticate(opened.identifier, at: .now)
            #expect(authentication.principal.capabilities == capabilities)
        }
    }

    @Test func `a session of a JWT ends with the JWT and with its key`() async throws {
        let jwt = JWTSettings(secret: TokenSigner.secret)
        let fixture = try await AuthenticationFixture(store: store, jwt: jwt)
        let end = Timestamp.now.advanced(bySeconds: 600)
        let token = try await TokenSigner.hs256().token(
            ["sub": "u1", "email": "u1@example.com", "role": "support", "exp": .integer(end.seconds)])
        let opened = try await fixture.signIn(token)
        #expect(opened.expiresAt == end)
        let principal = try await fixture.sessions.authenticate(opened.identifier, at: .now).principal
        #expect(principal.subject == "u1")
        #expect(principal.identity == Principal.Identity(distinctID: "u1", email: "u1@example.com"))
        #expect(principal.capabilities == [.read, .lookup])
        await #expect(throws: AuthenticationFailure.sessionEnded) {
            try await fixture.sessions.authenticate(opened.identifier, at: end)
        }
        for settings in [nil, JWTSettings(secret: "another-secret-of-at-least-32-bytes")] {
            let changed = try await AuthenticationFixture(store: store, jwt: settings)
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await changed.sessions.authenticate(opened.identifier, at: .now)
            }
        }
    }

    @Test func `a JWT in the leeway after its end opens no session`() async throws {
        let fixture = try await AuthenticationFixture(store: store, jwt: JWTSettings(secret: TokenSigner.secret))
        let token = try await TokenSigner.hs256().token(["sub": "u1", "exp": .integer(Timestamp.now.seconds)])
        await #expect(throws: SignInService.Failure.refused(.jwt(.expired))) { try await fixture.signIn(token) }
        #expect(await store.sessions.isEmpty)
    }

    @Test func `an identifier of nobody opens nothing`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        await #expect(throws: AuthenticationFailure.sessionEnded) {
            try await fixture.sessions.authenticate(SessionIdentifier(), at: .now)
        }
    }

    @Test func `a session opens no session`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let authentication = try await fixture.signIn().authentication
        await #expect(throws: AuthenticationFailure.unknownToken) {
            try await fixture.sessions.open(for: authentication, at: .now)
        }
    }

    @Test func `a store that cannot answer makes nobody anybody`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let opened = try await fixture.signIn()
        await store.fail(with: EventStoreError(.unavailable, "busy", retryAfterSeconds: 3))
        await #expect(throws: AuthenticationFailure.unavailable(retryAfterSeconds: 3)) {
            try await fixture.sessions.authenticate(opened.identifier, at: .now)
        }
        await #expect(throws: AuthenticationFailure.unavailable(retryAfterSeconds: 3)) {
            try await fixture.sessions.end(opened.identifier)
        }
        await #expect(throws: SignInService.Failure.refused(.unavailable(retryAfterSeconds: 3))) {
            try await fixture.signIn()
        }
    }

    @Test func `a short session secret stops the start`() async {
        let error = await #expect(throws: SettingError.self) {
            try await AuthenticationFixture(secret: "s3cret")
        }
        #expect(error?.description == "SESSION_SECRET has 6 bytes; allowed: at least 32 bytes")
    }
}
