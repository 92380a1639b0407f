import Access
import Analytics
import Crypto
import Logging

/// Opens, checks and ends the page's sessions (DESIGN §4.11; lifetimes from `SessionPolicy`).
///
/// Every check reads the store: sessions belong to people at a page, a read is one indexed row, and without a copy in
/// memory a sign-out holds at once in every process.
struct SessionService: Sendable {
    private let store: any AccessStore
    private let keyring: SessionKeyring
    private let tokens: [[UInt8]: AccessToken]
    private let jwt: JWTAuthenticator?
    private let logger: Logger

    /// A session that was just opened.
    struct Opened: Sendable {
        /// For the cookie; it is not kept anywhere else.
        let identifier: SessionIdentifier
        let authentication: Authentication
        let expiresAt: Timestamp
    }

    /// - Parameter secret: `SESSION_SECRET`.
    init(
        store: any AccessStore, tokens: TokenRegistry, jwt: JWTAuthenticator?, secret: String, logger: Logger
    ) throws(SettingError) {
        let keyring = try SessionKeyring(secret: secret)
        self.store = store
        self.keyring = keyring
        self.tokens = Dictionary(
            tokens.all.map { (keyring.hash(token: $0.digest), $0) }, uniquingKeysWith: { first, _ in first })
        self.jwt = jwt
        self.logger = logger
    }

    /// Opens a session for someone who proved who they are with a token or JWT; a JWT's session ends with it.
    func open(
        for authentication: Authentication, at now: Timestamp
    ) async throws(AuthenticationFailure) -> Opened {
        let credentialHash: [UInt8]
        switch authentication.credential {
        case .token(let digest): credentialHash = keyring.hash(token: digest)
        case .jwt(let keyFingerprint): credentialHash = keyring.hash(keyFingerprint: keyFingerprint)
        // A session that could open another would never have to end.
        case .session, .insecure: throw .unknownToken
        }
        let absolute = now.advanced(byMicroseconds: SessionPolicy.absoluteSeconds * Timestamp.microsecondsPerSecond)
        let expiresAt = min(absolute, authentication.expiresAt ?? absolute)
        // In the leeway after its end a JWT still answers a request, but it opens nothing.
        guard now < expiresAt else { throw .jwt(.expired) }
        let identifier = SessionIdentifier()
        let session = Session(
            identifierHash: keyring.hash(identifier), subject: authentication.principal.subject,
            capabilities: authentication.principal.capabilities, identity: authentication.principal.identity,
            credentialHash: credentialHash, expiresAt: expiresAt, lastUsedAt: now)
        do throws(EventStoreError) {
            try await store.save(session)
        } catch {
            throw unavailable(error)
        }
        return Opened(
            identifier: identifier, authentication: Self.authentication(session, session.capabilities),
            expiresAt: expiresAt)
    }

    /// Whom a session speaks for, as long as the credential it was opened with would itself be accepted.
    func authenticate(
        _ identifier: SessionIdentifier, at now: Timestamp
    ) async throws(AuthenticationFailure) -> Authentication {
        let identifierHash = keyring.hash(identifier)
        let stored: Session?
        do throws(EventStoreError) {
            stored = try await store.session(identifierHash: identifierHash)
        } catch {
            throw unavailable(error)
        }
        guard let session = stored, SessionPolicy.isAlive(session, at: now) else { throw .sessionEnded }
        let capabilities: Set<Capability>
        if let token = tokens[session.credentialHash] {
            capabilities = session.capabilities.intersection(token.capabilities)
        } else {
            let isAccepted = try await jwt?.accepts(at: now) {
                keyring.hash(keyFingerprint: $0) == session.credentialHash
            }
            guard isAccepted == true else { throw .sessionEnded }
            capabilities = session.capabilities
        }
        if SessionPolicy.needsTouch(session, at: now) { await touch(identifierHash, at: now) }
        return Self.authentication(session, capabilities)
    }

    /// Ends a session in every process; one that is already gone is no error.
    func end(_ identifier: SessionIdentifier) async throws(AuthenticationFailure) {
        do throws(EventStoreError) {
            try await store.deleteSession(identifierHash: keyring.hash(identifier))
        } catch {
            throw unavailable(error)
        }
    }

    /// A failure costs the session at most its idle time, so the request goes on.
    private func touch(_ identifierHash: [UInt8], at now: Timestamp) async {
        do throws(EventStoreError) {
            try await store.touchSession(identifierHash: identifierHash, at: now)
        } catch {
            logger.warning("the use of a session could not be written down: \(error)")
        }
    }

    private func unavailable(_ error: EventStoreError) -> AuthenticationFailure {
        logger.error("the session store failed: \(error)")
        return .unavailable(retryAfterSeconds: error.retryAfterSeconds ?? 1)
    }

    private static func authentication(_ session: Session, _ capabilities: Set<Capability>) -> Authentication {
        Authentication(
            principal: Principal(
                subject: session.subject, method: .session, capabilities: capabilities, identity: session.identity),
            expiresAt: session.expiresAt, credential: .session)
    }
}
