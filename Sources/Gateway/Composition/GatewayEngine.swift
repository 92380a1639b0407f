import Access
import Analytics
import FeatureFlags
import Logging
import PostHogEngine
import SQLiteEngine

/// The engine the settings chose, as routes and commands see it.
struct GatewayEngine: Sendable {
    typealias Events = EventStore & PersonDirectory & FlagExposureStore & ProjectDirectory

    let choice: EngineChoice
    let events: any Events
    let flags: any FlagStore
    /// Audit log, sessions and sign-in delays: on this machine with either engine.
    let access: any AccessStore
    /// How PostHog is doing, for the engine that runs on it.
    let upstream: Upstream?
    /// Waits for what is under way and closes every file.
    let close: @Sendable () async throws -> Void

    init(settings: Settings, logger: Logger) async throws {
        if settings.posthog != nil { Outbox.prepareStart(in: settings.dataDirectory) }
        let local = try SQLiteEngine(
            directory: settings.dataDirectory,
            configuration: SQLiteEngineConfiguration(
                slowRequestThresholdMilliseconds: Double(settings.slowRequestThresholdMilliseconds)),
            logger: logger)
        choice = settings.engine
        access = local
        guard let posthog = settings.posthog else {
            events = local
            flags = local
            upstream = nil
            close = { try local.close() }
            return
        }
        let upstream = try Upstream(posthog, settings: settings, access: local, logger: logger)
        events = upstream.events
        flags = upstream.flags
        self.upstream = upstream
        close = {
            try await upstream.close()
            try local.close()
        }
    }
}
