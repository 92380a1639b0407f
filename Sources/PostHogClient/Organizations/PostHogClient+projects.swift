internal import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// The projects of an organization, the key's own by default.
    public func projects(organization: String = "@current") -> PostHogSequence<PostHogProject> {
        offsetList(Self.path(["api", "organizations", organization, "projects"])) { String($0.id) }
    }

    /// The project of the credentials, with its settings.
    public func project() async throws(PostHogError) -> PostHogProject {
        try await object(get(projectPath()))
    }

    /// Another project.
    public func project(id: Int64) async throws(PostHogError) -> PostHogProject {
        try await object(get(Self.path(["api", "projects", String(id)])))
    }

    /// Creates a project; with `isDemo` PostHog fills it with its own demo data, which it does in no other case.
    public func createProject(
        name: String, organization: String = "@current", isDemo: Bool = false
    ) async throws(PostHogError) -> PostHogProject {
        let path = Self.path(["api", "organizations", organization, "projects"])
        let body: JSON = ["name": .string(name), "is_demo": .bool(isDemo)]
        return try await object(HTTPCall(.POST, path, isRepeatable: false).sending(body))
    }
}
