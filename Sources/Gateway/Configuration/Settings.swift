public import FastCGI
import FeatureFlags

/// Everything the gateway reads from its environment (DESIGN §8).
///
/// The variables, their meaning and defaults:
/// - `GATEWAY_ENGINE` (`embedded`): where events and flags are kept.
/// - `GATEWAY_DATA_DIR` (`data`): the directory of the store, the generated tokens and the socket.
/// - `GATEWAY_SOCKET` (`gateway.sock` in the data directory): a path, or `host:port`. A socket inherited from a web
///   server or systemd is used when this is unset.
/// - `GATEWAY_SOCKET_GROUP` (unset): the group of the web server, which may connect.
/// - `GATEWAY_WORKERS` (twice the processors, at least 4): threads that run requests, 1 to 256.
/// - `READ_TOKEN`, `WRITE_TOKEN`, `ADMIN_TOKEN` (generated), `CUSTOM_TOKEN_1`… (`token:read,lookup`).
/// - `POSTHOG_PROJECT_TOKEN` (generated): what SDKs send with events.
/// - `SESSION_SECRET` (generated): keys the hashes of sessions.
/// - `JWT_SECRET`, `JWT_JWKS_FILE`, `JWT_JWKS_URL`, `JWT_ISSUER`, `JWT_AUDIENCE` (unset).
/// - `INSECURE_MODE` (`false`): grants everything to everybody who can connect.
/// - `SLOW_REQUEST_THRESHOLD_MS` (1000): over this a request counts as slow.
/// - `EVENT_RETENTION_DAYS` (0 = for ever), `AUDIT_RETENTION_DAYS` (365).
/// - `MANIFEST_DIALECT` (`reference`): the form of manifest answers to callers who name none, or `sync`.
/// - `COERCE_NUMERIC_STRINGS`, `COERCE_BOOLEAN_STRINGS` (`false`): whether payloads of flags made in PostHog are read as
///   numbers and truth values.
/// - `DEFAULT_ROLLOUT_PERCENTAGE` (0): for how many of the users a flag made through the manifest is on.
/// - `ARCHIVE_INSTEAD_OF_DELETE` (`true`): whether a flag deleted through the manifest can be restored.
/// - `CORS_ALLOWED_ORIGINS` (none): the origins whose pages may evaluate flags, comma separated, or `*`.
/// - `POSTHOG_API_KEY` or `POSTHOG_SECRET_KEY`, `POSTHOG_PROJECT_ID`, `POSTHOG_HOST` (United States): the project the
///   engine `posthog` runs on.
/// - `POSTHOG_FLAG_POLL_SECONDS` (30), `OUTBOX_MAX_MB` (1024): how often that engine asks for flags, and how much may
///   wait on disk while PostHog takes no events.
/// - `LOG_LEVEL` (`notice`).
public struct Settings: Sendable {
    public let engine: EngineChoice
    public let dataDirectory: String
    /// Nil when nothing was set: an inherited socket, else ``defaultAddress``.
    public let address: ListenAddress?
    private let socketGroup: String?
    public let workers: Int?
    public let insecureMode: Bool
    public let slowRequestThresholdMilliseconds: Int
    public let eventRetentionDays: Int
    public let auditRetentionDays: Int
    public let logLevel: LogLevelSetting
    let manifestDialect: ManifestDialect
    let manifest: ManifestSettings
    let archivesInsteadOfDeleting: Bool
    let allowedOrigins: AllowedOrigins
    let tokens: TokenSettings
    let jwt: JWTSettings
    /// Project tokens; none means that one is generated.
    let projectTokens: TokenList
    let sessionSecret: String?
    /// Nil for the embedded engine.
    let posthog: PostHogSettings?
    public let build: BuildInformation

    /// - Parameter variable: the value of a variable by its name; nil when it is not set.
    public init(_ variable: @escaping (String) -> String?) throws(SettingError) {
        let reader = SettingsReader(variable)
        let hasPostHogKey = reader.text("POSTHOG_API_KEY") != nil || reader.text("POSTHOG_SECRET_KEY") != nil
        engine = try reader.choice(
            "GATEWAY_ENGINE", of: EngineChoice.self, default: hasPostHogKey ? .posthog : .embedded)
        dataDirectory = reader.text("GATEWAY_DATA_DIR") ?? "data"
        let socketGroup = reader.text("GATEWAY_SOCKET_GROUP")
        self.socketGroup = socketGroup
        address = try reader.text("GATEWAY_SOCKET").map { text throws(SettingError) in
            try ListenSetting.address(text, group: socketGroup)
        }
        let workers = try reader.integer("GATEWAY_WORKERS", in: 0...256, default: 0)
        self.workers = workers == 0 ? nil : workers
        insecureMode = try reader.boolean("INSECURE_MODE", default: false)
        if insecureMode, let address { try ListenSetting.checkInsecure(address) }
        slowRequestThresholdMilliseconds = try reader.integer(
            "SLOW_REQUEST_THRESHOLD_MS", in: 1...3_600_000, default: 1_000)
        eventRetentionDays = try reader.integer("EVENT_RETENTION_DAYS", in: 0...36_500, default: 0)
        auditRetentionDays = try reader.integer("AUDIT_RETENTION_DAYS", in: 0...36_500, default: 365)
        logLevel = try reader.choice("LOG_LEVEL", of: LogLevelSetting.self, default: .notice)
        manifestDialect = try reader.choice("MANIFEST_DIALECT", of: ManifestDialect.self, default: .reference)
        manifest = ManifestSettings(
            coercesNumericStrings: try reader.boolean("COERCE_NUMERIC_STRINGS", default: false),
            coercesBooleanStrings: try reader.boolean("COERCE_BOOLEAN_STRINGS", default: false),
            defaultRolloutPercentage: try reader.number("DEFAULT_ROLLOUT_PERCENTAGE", in: 0...100, default: 0))
        archivesInsteadOfDeleting = try reader.boolean("ARCHIVE_INSTEAD_OF_DELETE", default: true)
        allowedOrigins = try AllowedOrigins(reader.list("CORS_ALLOWED_ORIGINS"))
        tokens = TokenSettings(reader.text)
        jwt = JWTSettings(
            reader.text, allowsSelfLookup: try reader.boolean("JWT_SELF_LOOKUP", default: true))
        projectTokens = TokenList(reader.text("POSTHOG_PROJECT_TOKEN"))
        sessionSecret = reader.text("SESSION_SECRET")
        try PostHogSettings.numbers(reader)
        posthog = engine == .posthog ? try PostHogSettings(reader) : nil
        build = BuildInformation(reader.text)
    }

    /// The socket used when none is set or inherited.
    public var defaultAddress: ListenAddress {
        .unix(path: dataDirectory + "/gateway.sock", group: socketGroup)
    }
}
