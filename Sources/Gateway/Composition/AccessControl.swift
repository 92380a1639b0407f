import Access
import Crypto
import Logging

/// Everything that decides who a caller is, put together from the settings.
struct AccessControl: Sendable {
    let authenticator: Authenticator
    let sessions: SessionService
    let signIn: SignInService
    let projectTokens: ProjectTokens
    /// For the `token` command.
    let tokens: TokenListing
    /// What the log should say at the start.
    let warnings: [String]

    /// Generates the secrets that are not set, in the data directory, which exists.
    init(settings: Settings, store: any AccessStore, clock: SystemClock, logger: Logger) async throws {
        var missing = settings.tokens.missing
        if settings.projectTokens.isEmpty { missing.append(.projectToken) }
        if settings.sessionSecret == nil { missing.append(.sessionSecret) }
        let generated = try TokenFile(directory: settings.dataDirectory).values(of: missing)

        let registry = try TokenRegistry(settings: settings.tokens, generated: generated)
        let jwt = settings.jwt.isEnabled ? try await JWTAuthenticator(settings: settings.jwt, logger: logger) : nil
        sessions = try SessionService(
            store: store, tokens: registry, jwt: jwt,
            secret: settings.sessionSecret ?? generated[.sessionSecret] ?? "", logger: logger)
        authenticator = Authenticator(
            tokens: registry, jwt: jwt, sessions: sessions, isInsecure: settings.insecureMode)
        signIn = SignInService(
            authenticator: authenticator, sessions: sessions,
            throttle: SignInThrottle(store: store, at: clock.now), logger: logger)
        projectTokens = ProjectTokens(
            settings.projectTokens.isEmpty
                ? TokenList(generated[.projectToken]).tokens : settings.projectTokens.tokens,
            isOwnAwaited: settings.engine == .posthog && settings.projectTokens.isEmpty)
        tokens = TokenListing(registry: registry, generated: generated)
        warnings = registry.warnings + settings.jwt.warnings
    }
}
