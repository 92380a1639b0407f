import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

extension SDKFlagRoutes {
    /// `GET /flags/definitions`: what SDKs that evaluate locally poll. Cohorts are always in it.
    @Sendable func definitions(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = try request.queryParameters().text("token") else {
            throw Problem.invalid("token", rule: "the project token", "The query needs the project token as token.")
        }
        try check(token)
        return try await definitions(request)
    }

    /// `GET /api/feature_flag/local_evaluation`: the path of older SDKs, some of which send no project token.
    @Sendable func localEvaluation(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if let token = try request.queryParameters().text("token") { try check(token) }
        return try await definitions(request)
    }

    private func definitions(_ request: Request) async throws -> Response {
        let answer: DefinitionsAnswer
        if let relay {
            answer = try await relay.answer()
        } else {
            answer = try await flags.current().definitions
        }
        var headers: HTTPFields = [
            .eTag: answer.entityTag, .cacheControl: "private, must-revalidate",
            .vary: "Authorization, Cookie, X-API-Key",
        ]
        if let condition = request.headers[.ifNoneMatch], Self.condition(condition, holds: answer.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "application/json; charset=utf-8"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: answer.body))
    }

    /// Strong, weak and bare tags are all understood, as PostHog does.
    private static func condition(_ condition: String, holds tag: String) -> Bool {
        let bare = tag.dropFirst("W/\"".count).dropLast()
        return EntityTags(condition).contain(tag)
            || condition.split(separator: ",").contains { $0.drop { $0 == " " } == bare }
    }

    /// `GET /api/projects/{project}/feature_flags/{key}/remote_config`: the payload of a flag, by its key or number.
    ///
    /// The payload is JSON text and is sent as a JSON string, as PostHog does; an unknown flag is 404 without a body.
    @Sendable func remoteConfiguration(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if let token = try request.queryParameters().text("token") { try check(token) }
        let key = try Request.decodedKey(context.parameters.get("key").map { $0[...] } ?? "")
        let all = try await flags.current().flags
        let flag = all[key] ?? Int64(key).flatMap { id in all.flags.first { $0.id == id } }
        guard let flag, flag.isRemoteConfiguration else { return Response(status: .notFound) }
        usage.countEvaluation(of: flag.key)
        let payload = flag.filters.payloads["true"].map { JSON.string($0) } ?? JSON.null
        return Response.json(.ok, payload)
    }

    private func check(_ token: String) throws(Problem) {
        try projectTokens.check(token, field: "token")
    }
}
