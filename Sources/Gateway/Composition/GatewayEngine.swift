import Access
import Analytics
import FeatureFlags
import Logging
import SQLiteEngine

/// The engine the settings chose, as routes and commands see it.
struct GatewayEngine: Sendable {
    let choice: EngineChoice
    let events: any EventStore & PersonDirectory & FlagExposureStore & ProjectDirectory
    let flags: any FlagStore
    /// Audit log, sessions and sign-in delays: on this machine with either engine.
    let access: any AccessStore
    /// Waits for what is under way and closes every file.
    let close: @Sendable () throws -> Void

    init(settings: Settings, logger: Logger) throws {
        guard settings.engine == .embedded else {
            throw SettingError(
                "GATEWAY_ENGINE", "is posthog (set, or implied by a PostHog key), which this version cannot run on",
                allowed: "embedded, without POSTHOG_API_KEY and POSTHOG_SECRET_KEY")
        }
        let embedded = try SQLiteEngine(
            directory: settings.dataDirectory,
            configuration: SQLiteEngineConfiguration(
                slowRequestThresholdMilliseconds: Double(settings.slowRequestThresholdMilliseconds)),
            logger: logger)
        choice = .embedded
        events = embedded
        flags = embedded
        access = embedded
        close = { try embedded.close() }
    }
}
