import Analytics

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
        try await application.engine.close()
    }

    /// Stores the demo traffic, unless the store has it already.
    /// - Returns: how many events were new.
    public static func fillWithDemoTraffic(settings: Settings) async throws -> Int {
        let application = try await GatewayApplication(settings: settings)
        let engine = application.engine
        // The last user's presence tells that an earlier run went through to its end.
        let lastUser = DemoTraffic.distinctID(ofUser: DemoTraffic.userCount - 1)
        guard try await engine.events.person(distinctID: lastUser) == nil else {
            try await engine.close()
            return 0
        }
        let traffic = DemoTraffic(until: SystemClock().now)
        var stored = 0
        for user in 0..<DemoTraffic.userCount {
            stored += try await engine.events.store(traffic.events(ofUser: user))
        }
        try await engine.close()
        return stored
    }
}
