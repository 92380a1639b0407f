import Hummingbird
import HummingbirdFastCGI
import JSON

/// What all answers of `/api/posthog` share: `{status, message, data}` (PostHog client document, "Response Format").
///
/// An error has the status of the problem it is, its text as `message`, `data` null, the request's id, and where a part
/// of the request is at fault its name as `field` and what is allowed as `rule`.
struct EnvelopePresentation: RoutePresentation {
    func failure(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Response {
        let problem = problem(of: error, request, context)
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
        response.add(headersOf: problem)
        return response
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
