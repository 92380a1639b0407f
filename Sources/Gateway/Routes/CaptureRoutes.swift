import Analytics
import HTTPTypes
import Hummingbird
import JSON

/// PostHog's capture routes: events in from SDKs (PostHog API facts §10).
struct CaptureRoutes: Sendable {
    let events: any EventStore
    let projectTokens: ProjectTokens
    let clock: SystemClock

    /// The router ignores a slash at the end.
    let paths = ["/batch", "/capture", "/e", "/track", "/engage", "/i/v0/e"]

    /// The most refusals an answer lists: the reasons repeat.
    private static let listedRefusals = 100

    /// The `data` parameter of a GET request: more than a web server's request line holds.
    private static let longestDataParameter = 65_536

    /// What a page of another origin may send; every origin may, because a project token is public.
    @Sendable func preflight(_ request: Request, _ context: GatewayContext) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST, OPTIONS",
                .accessControlAllowHeaders: request.headers[.accessControlRequestHeaders] ?? "content-type",
                .accessControlMaxAge: "86400",
            ])
    }

    /// Stores the events of a request. The answer leaves when they are on disk; 200 exactly, which SDKs insist on.
    @Sendable func capture(_ request: Request, _ context: GatewayContext) async throws -> Response {
        do {
            return try await answer(to: request)
        } catch {
            // Without this header a page could not read why its events were refused.
            var problem = ProblemTranslation.problem(for: error, path: request.uri.path)
            if problem.status.code >= 500 { throw error }
            problem.headers[.accessControlAllowOrigin] = "*"
            throw problem
        }
    }

    private func answer(to request: Request) async throws -> Response {
        let parameters = try request.queryParameters()
        let payload = try await payload(of: request, parameters)
        try projectTokens.check(payload.token, field: "api_key")
        guard let refusal = payload.refusals.first, payload.events.isEmpty else {
            try await events.store(payload.events)
            return try accepted(payload, beacon: parameters.boolean("beacon", default: false))
        }
        throw Problem.invalid(
            refusal.field, rule: "see detail", "No event could be stored; event \(refusal.index): \(refusal.reason).")
    }

    private func payload(of request: Request, _ parameters: QueryParameters) async throws -> CapturePayload {
        let bytes: [UInt8]
        if request.method == .post {
            bytes = try await request.bodyBytes(upTo: CaptureBody.standardMaximumBytes)
        } else {
            bytes = Array((try parameters.text("data", maximumLength: Self.longestDataParameter) ?? "").utf8)
        }
        do {
            let body = try CaptureBody(
                bytes, contentType: request.headers[.contentType], contentEncoding: request.headers[.contentEncoding],
                compression: try parameters.text("compression"))
            return try CapturePayload(
                try JSON(parsing: body.json),
                context: CaptureContext(
                    now: clock.now, queryToken: try parameters.text("token") ?? parameters.text("api_key"),
                    querySentAt: try parameters.text("_").flatMap { Int64($0) },
                    namesEventsIdentify: request.uri.path.hasPrefix("/engage"), bodyBytes: body.json.count))
        } catch let error as CaptureBodyError {
            throw Problem(error)
        } catch let error as JSONError {
            throw Problem.invalid("body", rule: "JSON", "The body is not valid JSON: \(error).")
        } catch let error as CapturePayloadError {
            throw Problem(error)
        }
    }

    private func accepted(_ payload: CapturePayload, beacon: Bool) -> Response {
        var response: Response
        if beacon {
            response = Response(status: .noContent)
        } else {
            response = Response.json { json in
                json.field("status", "Ok")
                if !payload.refusals.isEmpty {
                    json.field("accepted", payload.events.count)
                    json.field("refused_total", payload.refusals.count)
                    json.field("refused", Array(payload.refusals.prefix(Self.listedRefusals)))
                }
            }
        }
        response.headers[.accessControlAllowOrigin] = "*"
        return response
    }
}
