import Hummingbird
import SQLiteEngine

extension GatewayApplication {
    /// The routes with everything they need.
    static func router(
        settings: Settings, engine: SQLiteEngine, access: AccessControl, server: ServerHandle, clock: SystemClock
    ) -> Router<GatewayContext> {
        let registry = PrometheusRegistry()
        let audit = AuditRecorder(store: engine, clock: clock)
        let lookup = PersonLookup(events: engine, audit: audit, clock: clock)
        let routes = Routes(
            health: HealthRoutes(
                engine: settings.engine, events: engine, insecureMode: settings.insecureMode, registry: registry,
                build: settings.build, clock: clock, startedAt: clock.now, serverStatistics: { server.statistics }),
            analytics: AnalyticsRoutes(
                events: engine, lookup: lookup, audit: audit, answers: AnswerCache(store: engine, clock: clock),
                slowRequestThreshold: settings.slowRequestThresholdMilliseconds),
            sessions: SessionRoutes(access: access, clock: clock),
            capture: CaptureRoutes(events: engine, projectTokens: access.projectTokens, clock: clock),
            audit: AuditRoutes(store: engine))

        let router = Router(context: GatewayContext.self)
        router.add(middleware: ResponseMiddleware(metrics: RequestMetrics(factory: registry)))
        routes.install(on: router, gate: AccessGate(access: access, clock: clock))
        return router
    }
}
