/// Where credentials are kept.
public protocol Secrets: Sendable {
    /// The credentials of an organization for a connector, `posthog` for this client.
    ///
    /// They are read anew with every call, so a key that was replaced counts at once. Throws `configuration` naming
    /// what is missing or wrong.
    func credentials(
        organization: String, connector: String
    ) async throws(PostHogError) -> PostHogCredentials
}
