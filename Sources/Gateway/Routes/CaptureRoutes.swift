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

    /// Stores the events of a request. The answer leaves when they are on disk; 200 exactly, which SDKs insist on.
    @Sendable func capture(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let isBeacon = try parameters.boolean("beacon", default: false)
        let payload = try await payload(of: request, parameters)
        try projectTokens.check(payload.token, field: "api_key")
        guard let refusal = payload.refusals.first, payload.events.isEmpty else {
            try await events.store(payload.events)
            return isBeacon ? Response(status: .noContent) : Self.receipt(for: payload)
        }
        throw Problem.invalid(
            refusal.field, rule: refusal.reason, "No event could be stored; event \(refusal.index): \(refusal.reason).")
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

    private static func receipt(for payload: CapturePayload) -> Response {
        Response.json { json in
            json.field("status", "Ok")
            if !payload.refusals.isEmpty {
                json.field("accepted", payload.events.count)
                json.field("refused_total", payload.refusals.count)
                json.field("refused", Array(payload.refusals.prefix(listedRefusals)))
            }
        }
    }
}
