internal import Synchronization

extension PostHogClient {
    /// The public token of the project (`phc_…`): that of the credentials, or PostHog's own word, which is remembered.
    public func projectToken() async throws(PostHogError) -> String {
        try await projectToken(nil)
    }

    /// The public token of the project as PostHog has it now; for programs that run while somebody replaces it.
    ///
    /// It counts for every later ``projectToken()`` and for everything that is captured. A token among the credentials is
    /// returned as it is, and PostHog is not asked.
    public func refreshProjectToken() async throws(PostHogError) -> String {
        if let token = configuration.credentials.projectToken { return token }
        let project = try await project()
        guard let token = project.apiToken else {
            throw PostHogError(
                .configuration, code: "missing_credentials",
                detail: "project_token is needed and PostHog does not tell it to this key", attr: "project_token")
        }
        let place = tokenPlace
        connection.projectTokens.withLock { tokens in
            if tokens.count > 100 { tokens.removeAll() }
            tokens[place] = token
        }
        return token
    }

    func projectToken(_ given: String?) async throws(PostHogError) -> String {
        if let token = given ?? configuration.credentials.projectToken { return token }
        let place = tokenPlace
        if let token = connection.projectTokens.withLock({ $0[place] }) { return token }
        return try await refreshProjectToken()
    }

    /// What a remembered token belongs to: a key may be for another project even at the same address.
    private var tokenPlace: String {
        let credentials = configuration.credentials
        return "\(credentials.host.privateAPI) \(credentials.projectID) \(credentials.apiKey)"
    }
}
