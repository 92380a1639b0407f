import Access
import Analytics
import Logging

/// Signs somebody in: the delay first, then the token, then a session.
struct SignInService: Sendable {
    private let authenticator: Authenticator
    private let sessions: SessionService
    private let throttle: SignInThrottle
    private let logger: Logger

    /// Why nobody was signed in.
    enum Failure: Error, Sendable, Equatable {
        /// Too many failures before; the token was not looked at.
        case wait(seconds: Int)
        case refused(AuthenticationFailure)
    }

    init(authenticator: Authenticator, sessions: SessionService, throttle: SignInThrottle, logger: Logger) {
        self.authenticator = authenticator
        self.sessions = sessions
        self.throttle = throttle
        self.logger = logger
    }

    /// Opens a session for the bearer of a token or JWT.
    /// - Parameters:
    ///   - clientAddress: the browser's address as the web server saw it.
    ///   - previous: the session the browser still has; it ends, so that no identifier outlives a sign-in.
    func signIn(
        token: String, clientAddress: String, replacing previous: SessionIdentifier?, at now: Timestamp
    ) async throws(Failure) -> SessionService.Opened {
        let client = ClientKey.key(of: clientAddress)
        if case .wait(let seconds) = try await stored({ () async throws(EventStoreError) in
            try await throttle.begin(client: client, at: now)
        }) {
            throw .wait(seconds: seconds)
        }
        let opened: SessionService.Opened
        do throws(AuthenticationFailure) {
            let authentication = try await authenticator.authenticate(token: token[...].trimmingBlanks(), at: now)
            opened = try await sessions.open(for: authentication, at: now)
        } catch {
            if case .unavailable = error {} else { throttle.failed(at: now) }
            throw .refused(error)
        }
        try await stored { () async throws(EventStoreError) in try await throttle.succeeded(client: client) }
        if let previous {
            do throws(AuthenticationFailure) { try await sessions.end(previous) } catch { throw .refused(error) }
        }
        return opened
    }

    private func stored<Value: Sendable>(
        _ body: () async throws(EventStoreError) -> Value
    ) async throws(Failure) -> Value {
        do throws(EventStoreError) {
            return try await body()
        } catch {
            logger.error("the store of failed sign-ins failed: \(error)")
            throw .refused(.unavailable(retryAfterSeconds: error.retryAfterSeconds ?? 1))
        }
    }
}
