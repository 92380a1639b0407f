public import JSON

extension PostHogClient {
    /// What was done to a flag, newest first; pages count from 1.
    public func flagActivity(
        id: Int64, page: Int = 1, limit: Int = 10
    ) async throws(PostHogError) -> PostHogActivityPage {
        try await object(
            get(flagPath(id, "activity"), [("page", String(max(page, 1))), ("limit", String(max(limit, 1)))]))
    }

    /// A flag as it was in an earlier version.
    public func flag(id: Int64, version: Int64) async throws(PostHogError) -> PostHogFlag {
        let call = get(flagPath(id, "versions", String(version)))
        let answer = try await json(call)
        do throws(PostHogError) {
            return try PostHogFlag(json: answer["flag"] ?? answer)
        } catch {
            throw error.naming(call)
        }
    }

    /// Whether a flag is in use: `{"status":"active|stale|archived|deleted|unknown","reason":…,"rollout":{…}}`.
    public func flagStatus(id: Int64) async throws(PostHogError) -> JSON {
        try await json(get(flagPath(id, "status")))
    }

    /// The flags whose conditions depend on this one.
    public func dependentFlags(id: Int64) async throws(PostHogError) -> JSON {
        try await json(get(flagPath(id, "dependent_flags")))
    }
}
