internal import Synchronization

extension PostHogClient {
    /// The public token of the project (`phc_…`): that of the credentials, or PostHog's own word, asked for once.
    public func projectToken() async throws(PostHogError) -> String {
        try await projectToken(nil)
    }

    func projectToken(_ given: String?) async throws(PostHogError) -> String {
        let credentials = configuration.credentials
        if let token = given ?? credentials.projectToken { return token }
        // A key may belong to another project even at the same address, so it is part of what is remembered.
        let place = "\(credentials.host.privateAPI) \(credentials.projectID) \(credentials.apiKey)"
        if let token = connection.projectTokens.withLock({ $0[place] }) { return token }
        let project = try await project()
        guard let token = project.apiToken else {
            throw PostHogError(
                .configuration, code: "missing_credentials",
                detail: "project_token is needed and PostHog does not tell it to this key", attr: "project_token")
        }
        connection.projectTokens.withLock { tokens in
            if tokens.count > 100 { tokens.removeAll() }
            tokens[place] = token
        }
        return token
    }
}
