import Analytics
import FastCGI
import FeatureFlags

extension GatewayApplication {
    /// The names and values of the tokens; those that are neither set nor stored are generated first.
    public static func tokens(settings: Settings) async throws -> [(name: String, value: String)] {
        let application = try await GatewayApplication(settings: settings)
        let entries = application.access.tokens.entries
        try await application.engine.close()
        return entries.map { ($0.variable, $0.generated ?? "(set in the environment)") }
    }

    /// Checks the settings without listening; everything that would stop the start stops this.
    public static func check(settings: Settings) async throws {
        let application = try await GatewayApplication(settings: settings)
        let listening: Result<ServerConfiguration?, SettingError>
        do throws(SettingError) {
            listening = .success(try application.serverConfiguration())
        } catch {
            listening = .failure(error)
        }
        try await application.engine.close()
        _ = try listening.get()
    }

    /// Stores the demo traffic, unless the store has it already; an embedded store without flags gets some first.
    /// - Parameter project: the name of the PostHog project that is meant, should the settings name one.
    /// - Returns: how many events were new.
    /// - Throws: ``DemoRefusal`` when it would go into a real project that is not named.
    public static func fillWithDemoTraffic(settings: Settings, confirming project: String? = nil) async throws -> Int {
        let engine = try await GatewayApplication(settings: settings).engine
        let stored: Result<Int, any Error>
        do {
            stored = .success(try await fill(engine, confirming: project))
        } catch {
            stored = .failure(error)
        }
        try await engine.close()
        return try stored.get()
    }

    private static func fill(_ engine: GatewayEngine, confirming project: String?) async throws -> Int {
        if engine.choice == .posthog {
            let name = try await engine.events.project().name
            guard project == name else { throw DemoRefusal(project: name) }
        }
        // The last user's presence tells that an earlier run went through to its end.
        let lastUser = DemoTraffic.distinctID(ofUser: DemoTraffic.userCount - 1)
        guard try await engine.events.person(distinctID: lastUser) == nil else { return 0 }
        let now = SystemClock().now
        var traffic = DemoTraffic(until: now)
        if engine.choice == .embedded { traffic.flags = try await demoFlags(in: engine.flags, at: traffic.start) }
        var stored = 0
        for user in 0..<DemoTraffic.userCount {
            stored += try await engine.events.store(traffic.events(ofUser: user))
        }
        return stored
    }

    /// The flags of a store; those of the demo when it had none. A real project's flags are its team's own affair.
    private static func demoFlags(in store: any FlagStore, at time: Timestamp) async throws -> FlagSet {
        let everything = FlagQuery(archived: .included, deleted: .included, limit: 1)
        if try await store.flags(matching: everything).total == 0 {
            for draft in DemoFlags.drafts {
                _ = try await store.create(draft, by: ChangeOrigin(actor: DemoFlags.actor, time: time))
            }
        }
        return try await store.snapshot().flags
    }
}
