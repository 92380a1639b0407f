internal import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// The flags of the project with their conditions and cohorts, to evaluate them here.
    ///
    /// With the `etag` of an earlier answer PostHog answers without a body when nothing has changed. Needs a project
    /// secret key, or a personal key with `feature_flag:read`. `token` is the project's, looked up when it is nil.
    /// Throws `quota` when the plan's evaluations are used up, `malformed` for anything that is not a set of flags: keep
    /// the flags of the last good answer then.
    public func flagDefinitions(
        ifNoneMatch etag: String? = nil, token: String? = nil
    ) async throws(PostHogError) -> FlagDefinitionsAnswer {
        var call = HTTPCall(.GET, "/flags/definitions")
        call.query = [("token", try await projectToken(token)), ("send_cohorts", "")]
        call.api = .definitions
        call.family = .flagDefinitions
        call.entityTag = etag
        if etag != nil { call.understood = [304] }
        let answer = try await send(call)
        if answer.status == 304 { return .notModified(etag: answer.entityTag ?? etag) }
        let json = try parse(answer, of: call)
        if json["quotaLimited"]?.arrayValue?.isEmpty == false {
            throw PostHogError(
                .quota, status: answer.status, code: "quota_limited", detail: "flag evaluation is over its quota",
                call: call.name)
        }
        guard json["flags"]?.arrayValue != nil else {
            throw PostHogError(
                .malformed, status: answer.status, detail: "the answer has no array flags", call: call.name)
        }
        return .definitions(FlagDefinitions(body: answer.body, json: json, etag: answer.entityTag))
    }
}
