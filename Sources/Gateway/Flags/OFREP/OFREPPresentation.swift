import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

/// What all answers of the OFREP routes share: errors as `{key, errorCode, errorDetails}`, which clients insist on even
/// where a server fails (flag systems §4b), and leave for pages of the allowed origins to read the answer.
struct OFREPPresentation: RoutePresentation {
    let origins: AllowedOrigins

    func complete(_ response: inout Response, to request: Request) {
        response.headers[.vary] = "Authorization, Cookie, X-API-Key" + (origins.isSelective ? ", Origin" : "")
        if let origin = origins.allowed(request.headers[.origin]) {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.accessControlExposeHeaders] = "ETag, Retry-After"
        }
    }

    /// Tells a browser what a page of an allowed origin may send; needs no token, as browsers send none.
    @Sendable func preflight(_ request: Request, _ context: GatewayContext) -> Response {
        guard origins.allowed(request.headers[.origin]) != nil else { return Response(status: .noContent) }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "POST, OPTIONS",
                .accessControlAllowHeaders: "authorization, content-type, if-none-match, x-api-key",
                .accessControlMaxAge: "86400",
            ])
    }

    func failure(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Response {
        if let failure = error as? OFREPFailure {
            return response(failure.code == .flagNotFound ? .notFound : .badRequest, failure)
        }
        let problem = problem(of: error, request, context)
        // A key that cannot be read is what the failure tells of, or there is none.
        let key = try? request.flagKey(behind: OFREPRoutes.flagsPrefix)
        var response = response(problem.status, OFREPFailure(key: key, .general, problem.detail))
        response.add(headersOf: problem)
        return response
    }

    private func response(_ status: HTTPResponse.Status, _ failure: OFREPFailure) -> Response {
        var json = JSONWriter(capacity: 256)
        failure.write(to: &json)
        return Response.json(status, bytes: json.bytes)
    }
}
