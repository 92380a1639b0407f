import Logging
import PostHogClient
import PostHogEngine

/// The PostHog project a store is moved to.
struct MigrationTarget: Sendable {
    let client: PostHogClient
    let credentials: PostHogCredentials
    /// What events must carry to arrive in the project.
    let token: String
    /// The project as people know it; nil when the key may not read it.
    let name: String?

    /// `host/project`, which tells targets apart.
    var identity: String { "\(credentials.host.privateAPI)/\(credentials.projectID)" }

    var description: String {
        let title = name.map { "\u{201C}\($0)\u{201D}, " } ?? ""
        return "\(title)project \(credentials.projectID) at \(credentials.host.privateAPI)"
    }

    /// Asks the project for its token.
    ///
    /// The project's own word counts: `POSTHOG_PROJECT_TOKEN` may still be the token of the embedded store, and PostHog
    /// takes events with any token and drops them later. It stands in only for a key that may not read the project.
    static func reach(_ credentials: PostHogCredentials, logger: Logger) async throws(MigrationError) -> MigrationTarget
    {
        var configuration = PostHogConfiguration(credentials: credentials)
        configuration.logger = logger
        let client = PostHogClient(configuration)
        do throws(PostHogError) {
            let project = try await client.project()
            guard let token = project.apiToken ?? credentials.projectToken else {
                throw PostHogError(
                    .configuration, detail: "PostHog does not tell the project's token: set POSTHOG_PROJECT_TOKEN")
            }
            // Definitions of flags are asked for with the token as well.
            let complete = try PostHogCredentials(
                apiKey: credentials.apiKey, host: credentials.host, projectID: credentials.projectID,
                projectToken: token)
            return MigrationTarget(
                client: client.with(credentials: complete), credentials: complete, token: token,
                name: project.name)
        } catch {
            guard error.kind == .permission, let token = credentials.projectToken else {
                throw MigrationError(error)
            }
            return MigrationTarget(client: client, credentials: credentials, token: token, name: nil)
        }
    }
}
