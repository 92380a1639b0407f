import FeatureFlags
import Hummingbird

extension GatewayApplication {
    /// The routes with everything they need.
    static func router(
        settings: Settings, engine: GatewayEngine, access: AccessControl, usage: FlagUsageCounter, server: ServerHandle,
        clock: SystemClock
    ) -> Router<GatewayContext> {
        let registry = PrometheusRegistry()
        let audit = AuditRecorder(store: engine.access, clock: clock)
        let lookup = PersonLookup(events: engine.events, audit: audit, clock: clock)
        let flags = FlagPreparation(store: engine.flags, settings: settings.manifest)
        let facts = KnownFacts(events: engine.events, persons: engine.events, flags: engine.flags)
        let routes = Routes(
            health: HealthRoutes(
                engine: engine.choice, events: engine.events, upstream: engine.upstream,
                insecureMode: settings.insecureMode, registry: registry,
                build: settings.build, clock: clock, startedAt: clock.now, serverStatistics: { server.statistics }),
            analytics: AnalyticsRoutes(
                events: engine.events, lookup: lookup, audit: audit,
                answers: AnswerCache(store: engine.events, clock: clock),
                slowRequestThreshold: settings.slowRequestThresholdMilliseconds),
            sessions: SessionRoutes(access: access, clock: clock),
            capture: CaptureRoutes(events: engine.events, projectTokens: access.projectTokens, clock: clock),
            audit: AuditRoutes(store: engine.access),
            flags: FlagRoutes(store: engine.flags, preparation: flags, settings: settings.manifest, clock: clock),
            flagInsight: FlagInsightRoutes(
                store: engine.flags, preparation: flags, facts: facts,
                replay: AffectedReplay(persons: engine.events, facts: facts), audit: audit, clock: clock),
            userFlags: UserFlagRoutes(
                lookup: lookup, events: engine.events, exposures: engine.events, preparation: flags, facts: facts,
                clock: clock),
            cohorts: CohortRoutes(store: engine.flags, clock: clock),
            transfer: FlagTransferRoutes(store: engine.flags, settings: settings.manifest, clock: clock),
            manifest: ManifestRoutes(
                store: engine.flags, settings: settings.manifest, dialect: settings.manifestDialect,
                archives: settings.archivesInsteadOfDeleting, clock: clock),
            manifestPresentation: ManifestPresentation(
                access: access, settings: settings.manifest, dialect: settings.manifestDialect, clock: clock),
            ofrep: OFREPRoutes(flags: flags, facts: facts, usage: usage, clock: clock),
            ofrepPresentation: OFREPPresentation(origins: settings.allowedOrigins),
            sdk: SDKFlagRoutes(
                flags: flags, facts: facts, usage: usage, projectTokens: access.projectTokens, clock: clock,
                relay: engine.upstream.map { DefinitionsRelay(store: $0.flags) }),
            project: ProjectRoutes(
                project: engine.events, events: engine.events, engine: engine.choice, audit: audit, clock: clock))

        let router = Router(context: GatewayContext.self)
        router.add(middleware: ResponseMiddleware(metrics: RequestMetrics(factory: registry)))
        // A few threads less than may wait: what needs no PostHog always finds one.
        let crowd = engine.upstream.map { _ in UpstreamCrowd(limit: waitingWorkers - 32) }
        routes.install(on: router, gate: AccessGate(access: access, audit: audit, clock: clock), crowd: crowd)
        return router
    }
}
