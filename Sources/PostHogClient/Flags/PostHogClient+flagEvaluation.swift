public import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// Lets PostHog evaluate the flags of a person, for what cannot be evaluated here (static cohorts for example).
    public func evaluateFlags(
        _ request: PostHogFlagRequest, token: String? = nil
    ) async throws(PostHogError) -> PostHogFlagResults {
        let token = try await projectToken(token)
        var call = HTTPCall(.POST, "/flags/", isRepeatable: true).sending(request.body(token: token))
        call.query = [("v", "2")]
        call.api = .ingestion
        call.family = .flagEvaluation
        return try await object(call)
    }

    /// The payload of a remote configuration flag, by number or key, decrypted if need be. Throws `notFound` when there
    /// is none.
    public func remoteConfiguration(flag: String) async throws(PostHogError) -> JSON {
        let token = try await projectToken(nil)
        return try await json(
            get(
                projectPath("feature_flags", flag, "remote_config"), [("token", token)],
                family: .remoteConfiguration))
    }
}
