import Access
import Analytics
import FeatureFlags
import Logging
import PostHogClient
import PostHogEngine

/// The PostHog project a gateway runs on, and what of it is kept on this machine.
struct Upstream: Sendable {
    let events: PostHogEngine
    let flags: PostHogFlagStore
    let outbox: Outbox
    let credentials: CredentialWatch
    private let calls: PostHogUpstream
    private let tokenFile: ProjectTokenFile
    /// How long a token that is known is believed.
    private let tokenInterval: Duration
    private let logger: Logger
    /// How soon PostHog is asked again for a token it did not tell.
    private static let tokenPatience = Duration.seconds(10)

    init(_ posthog: PostHogSettings, settings: Settings, access: any AccessStore, logger: Logger) throws {
        let credentials = CredentialWatch(posthog.credentials, logger: logger)
        var configuration = PostHogConfiguration(credentials: posthog.credentials)
        configuration.logger = logger
        if settings.insecureMode {
            let log = try ExchangeLog(directory: "logs", logger: logger)
            configuration.onExchange = { log.write($0) }
        }
        let calls = PostHogUpstream(configuration, credentials: { credentials.current }, logger: logger)
        self.credentials = credentials
        self.calls = calls
        tokenInterval = .seconds(posthog.flagPollSeconds) * 10
        tokenFile = ProjectTokenFile(directory: settings.dataDirectory, upstream: calls)
        self.logger = logger
        let outbox = try Outbox(
            directory: settings.dataDirectory, settings: OutboxSettings(maximumMegabytes: posthog.outboxMegabytes),
            upstream: calls, logger: logger)
        let flags = try PostHogFlagStore(
            directory: settings.dataDirectory, upstream: calls,
            settings: FlagMirrorSettings(interval: .seconds(posthog.flagPollSeconds)),
            recordAudit: { entry throws(EventStoreError) in try await access.record(entry) }, logger: logger)
        self.outbox = outbox
        self.flags = flags
        var lookups = LookupSettings()
        lookups.slowThresholdMilliseconds = Double(settings.slowRequestThresholdMilliseconds)
        events = PostHogEngine(
            upstream: calls, sink: CaptureSink(outbox: outbox, flags: flags, logger: logger), settings: lookups)
    }

    /// Asks PostHog for the project's own token until it is told, and from time to time whether it has been replaced;
    /// the one it told an earlier run counts until then.
    func learnProjectToken(for tokens: ProjectTokens) async {
        if let kept = tokenFile.token { tokens.keep(kept) }
        var known: String?
        while !Task.isCancelled {
            do throws(PostHogError) {
                let token = try await calls.call { client throws(PostHogError) in
                    try await client.refreshProjectToken()
                }
                if token != known {
                    tokens.learn(token)
                    keep(token)
                    known = token
                }
            } catch {
                logger.warning("PostHog does not tell the project's token", metadata: ["reason": "\(error)"])
            }
            // Cancelled means over, which the loop sees.
            try? await Task.sleep(for: known == nil ? Self.tokenPatience : tokenInterval)
        }
    }

    private func keep(_ token: String) {
        do {
            try tokenFile.keep(token)
        } catch {
            logger.warning("the project's token is not kept for a restart", metadata: ["reason": "\(error)"])
        }
    }

    func close() async throws {
        try await outbox.close()
        try await flags.close()
    }
}
