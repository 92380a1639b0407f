import Analytics

@testable import Gateway

/// Everything that authenticates, over one store in memory.
struct AuthenticationFixture: Sendable {
    static let adminToken = "admin-token-for-tests"
    static let readToken = "read-token-for-tests"
    static let sessionSecret = "session-secret-of-at-least-32-bytes"

    let store: InMemoryAccessStore
    let sessions: SessionService
    let authenticator: Authenticator
    let signIn: SignInService

    init(
        store: InMemoryAccessStore = InMemoryAccessStore(), read: String = Self.readToken,
        admin: String = Self.adminToken, custom: [TokenSettings.Custom] = [], jwt: JWTSettings? = nil,
        secret: String = Self.sessionSecret, isInsecure: Bool = false
    ) async throws {
        let logger = JWTAuthenticatorTests.logger
        let tokens = try TokenRegistry(
            settings: TokenSettings(read: read, admin: admin, custom: custom), generated: [:])
        var authenticatorOfJWTs: JWTAuthenticator?
        if let jwt { authenticatorOfJWTs = try await JWTAuthenticator(settings: jwt, logger: logger) }
        self.store = store
        sessions = try SessionService(
            store: store, tokens: tokens, jwt: authenticatorOfJWTs, secret: secret, logger: logger)
        authenticator = Authenticator(
            tokens: tokens, jwt: authenticatorOfJWTs, sessions: sessions, isInsecure: isInsecure)
        signIn = SignInService(
            authenticator: authenticator, sessions: sessions, throttle: SignInThrottle(store: store, at: .now),
            logger: logger)
    }

    func signIn(
        _ token: String = Self.adminToken, from client: String = "192.0.2.1", at now: Timestamp = .now
    ) async throws -> SessionService.Opened {
        try await signIn.signIn(token: token, clientAddress: client, replacing: nil, at: now)
    }
}
