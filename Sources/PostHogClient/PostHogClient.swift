internal import Synchronization

/// PostHog's HTTP API: every call is an async method that gives a typed answer or throws a ``PostHogError``.
///
///     let credentials = try await EnvironmentSecrets().credentials(organization: "acme", connector: "posthog")
///     let client = PostHogClient(PostHogConfiguration(credentials: credentials))
///     let top = try await client.query("select event, count() as n from events group by event limit 10")
///
/// A client is cheap to copy; copies share connections and limits. Calls that may be made twice without harm are
/// repeated after failures, and every call waits its turn so that PostHog's limits are not reached.
public struct PostHogClient: Sendable {
    let connection: PostHogConnection
    public private(set) var configuration: PostHogConfiguration

    public init(_ configuration: PostHogConfiguration) {
        self.init(configuration, clock: SystemCallClock())
    }

    init(_ configuration: PostHogConfiguration, clock: any CallClock) {
        self.configuration = configuration
        connection = PostHogConnection(configuration, clock: clock)
    }

    /// The same client with other limits of time or attempts; what is nil stays.
    public func with(
        timeout: Duration? = nil, deadline: Duration? = nil, attempts: Int? = nil
    ) -> PostHogClient {
        var client = self
        if let timeout { client.configuration.timeout = timeout }
        if let deadline { client.configuration.deadline = deadline }
        if let attempts { client.configuration.retry.maximumAttempts = max(attempts, 1) }
        return client
    }

    /// Calls again at once although PostHog asked for a pause; for when a key was replaced, as it asked the old one.
    public func endPauses() {
        connection.endPauses()
    }

    /// The same client with other credentials, after a key was replaced for example.
    public func with(credentials: PostHogCredentials) -> PostHogClient {
        var client = self
        client.configuration.credentials = credentials
        return client
    }

    /// Closes the connections of this client and all its copies; calls under way fail. Nothing else needs it: the
    /// connections close when the last copy goes away.
    public func shutdown() async {
        await connection.transport.shutdown()
    }

    /// The path of something in the client's project.
    func projectPath(_ parts: String...) -> String {
        Self.path(["api", "projects", configuration.credentials.projectID] + parts)
    }

    /// A path with a slash at its end, as the private API wants it; the parts are encoded.
    static func path(_ parts: [String]) -> String {
        "/" + parts.map { part in part == "@current" ? part : PercentEncoding.encode(part) }.joined(separator: "/")
            + "/"
    }
}
