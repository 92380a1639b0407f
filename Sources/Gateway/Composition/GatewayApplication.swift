import FastCGI
import Hummingbird
import HummingbirdFastCGI
import Logging
import Synchronization

/// The gateway put together from its settings: engine, access, routes, server.
public struct GatewayApplication: Sendable {
    let settings: Settings
    let logger: Logger
    let engine: GatewayEngine
    let access: AccessControl
    let usage: FlagUsageCounter
    private let responder: RouterResponder<GatewayContext>
    private let server: ServerHandle

    /// How many threads may be added while requests wait for PostHog.
    static let waitingWorkers = 640

    /// Opens the store and checks every setting.
    /// - Throws: ``SettingError`` for a wrong setting, `EventStoreError` for a store that cannot be opened.
    public init(settings: Settings, clock: SystemClock = SystemClock()) async throws {
        var logger = Logger(label: "gateway", factory: { StandardErrorLogHandler(label: $0) })
        logger.logLevel = settings.logLevel.level
        self.settings = settings
        self.logger = logger
        engine = try await GatewayEngine(settings: settings, logger: logger)
        access = try await AccessControl(settings: settings, store: engine.access, clock: clock, logger: logger)
        usage = FlagUsageCounter(store: engine.flags, clock: clock, logger: logger)
        server = ServerHandle()
        responder = Self.router(
            settings: settings, engine: engine, access: access, usage: usage, server: server, clock: clock
        ).buildResponder()
    }

    /// Answers requests until SIGTERM, SIGINT, SIGUSR1 or SIGHUP, or the one request of a CGI program.
    public func run() async throws {
        for warning in access.warnings { logger.warning("\(warning)") }
        if settings.insecureMode { logger.warning("insecure mode: everybody who can connect may do everything") }
        var configuration = FastCGIApplicationConfiguration(errorResponse: { failure in
            Problem(failure.status, failure.detail).response(requestID: failure.requestID)
        })
        configuration.server = try serverConfiguration()
        configuration.onServerRunning = { [server] running in server.set(running) }
        let application = FastCGIApplication(responder: responder, configuration: configuration, logger: logger)

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { await Retention(settings: settings, engine: engine, logger: logger).run() }
            group.addTask { [usage] in await usage.run() }
            if let upstream = engine.upstream {
                group.addTask { [access] in
                    async let learning: Void = upstream.learnProjectToken(for: access.projectTokens)
                    await upstream.credentials.run()
                    await learning
                }
            }
            try await group.next()
            group.cancelAll()
        }
        try await engine.close()
    }

    /// The answer to one request, without a connection.
    func respond(to request: Request, source: FastCGIRequestContextSource) async throws -> Response {
        try await responder.respond(to: request, context: GatewayContext(source: source))
    }

    /// Nil leaves the choice to the environment: an inherited socket, or plain CGI.
    /// - Throws: ``SettingError`` for a socket that cannot be listened on, or that insecure mode must not listen on.
    func serverConfiguration() throws(SettingError) -> ServerConfiguration? {
        let environment = ProcessEnvironment.current
        let inherited = ListenAddress.inherited(from: environment)
        guard
            let address = settings.address ?? inherited
                ?? (environment["GATEWAY_INTERFACE"] == nil ? settings.defaultAddress : nil)
        else { return nil }
        if settings.insecureMode { try ListenSetting.checkInsecure(address) }
        try ListenSetting.checkUsable(address)
        var configuration = ServerConfiguration(address: address)
        if let workers = settings.workers { configuration.workers = workers }
        if engine.upstream != nil { configuration.waitingWorkers = Self.waitingWorkers }
        return configuration
    }
}
