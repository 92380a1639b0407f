import Hummingbird
import HummingbirdFastCGI
import JSON

/// What all answers of `/api/posthog` share: `{status, message, data}` (PostHog client document, "Response Format").
///
/// An error has the status of the problem it is, its text as `message`, `data` null, the request's id, and where a part
/// of the request is at fault its name as `field` and what is allowed as `rule`.
struct EnvelopePresentation: RoutePresentation {
    func present(
        _ request: Request, _ context: GatewayContext, _ handler: Route.Handler
    ) async throws -> Response {
        do {
            return try await handler(request, context)
        } catch {
            let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
            if problem.status.code >= 500 { context.log(error, status: problem.status, method: request.method) }
            var response = Response.json(problem.status) { json in
                json.field("status", "error")
                json.field("message", problem.detail)
                json.field("data", JSON.null)
                json.field("request_id", context.requestID)
                if let field = problem.field {
                    json.field("field", field.name)
                    json.field("rule", field.rule)
                }
            }
            for field in problem.headers { response.headers.append(field) }
            if let seconds = problem.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
            return response
        }
    }

    /// A success with its data.
    static func success(_ message: String, _ data: (inout JSONWriter) throws -> Void) rethrows -> Response {
        try Response.json { json in
            json.field("status", "success")
            json.field("message", message)
            try json.field("data", data)
        }
    }
}
