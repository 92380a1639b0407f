#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Credentials from the variables `POSTHOG_API_KEY` (or `POSTHOG_SECRET_KEY`), `POSTHOG_PROJECT_ID`, `POSTHOG_HOST`
/// (PostHog Cloud US when unset) and `POSTHOG_PROJECT_TOKEN`; the same for every organization.
public struct EnvironmentSecrets: Secrets {
    private static let names = [
        "POSTHOG_API_KEY", "POSTHOG_SECRET_KEY", "POSTHOG_PROJECT_ID", "POSTHOG_HOST", "POSTHOG_BASE_URL",
        "POSTHOG_PROJECT_TOKEN",
    ]

    private let values: [String: String]?

    /// Reads the environment of the process.
    public init() {
        values = nil
    }

    /// Reads the given variables instead.
    public init(_ values: [String: String]) {
        self.values = values
    }

    public func credentials(
        organization: String, connector: String
    ) async throws(PostHogError) -> PostHogCredentials {
        try PostHogCredentials(values ?? Self.environment(), defaultHost: .us)
    }

    private static func environment() -> [String: String] {
        var values: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }
}
