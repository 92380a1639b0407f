import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

/// What all answers of the OFREP routes share: errors as `{key, errorCode, errorDetails}`, which clients insist on even
/// where a server fails (flag systems §4b), and leave for pages of the allowed origins to read the answer.
struct OFREPPresentation: RoutePresentation {
    let origins: AllowedOrigins

    func present(
        _ request: Request, _ context: GatewayContext, _ handler: Route.Handler
    ) async throws -> Response {
        var response: Response
        do {
            response = try await handler(request, context)
        } catch {
            response = failure(error, request, context)
        }
        response.headers[.vary] = "Authorization, Cookie, X-API-Key" + (origins.isSelective ? ", Origin" : "")
        if let origin = origins.allowed(request.headers[.origin]) {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.accessControlExposeHeaders] = "ETag, Retry-After"
        }
        return response
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

    private func failure(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Response {
        if let failure = error as? OFREPFailure {
            return response(failure.code == .flagNotFound ? .notFound : .badRequest, failure)
        }
        let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
        if problem.status.code >= 500 { context.log(error, status: problem.status, method: request.method) }
        // A key that cannot be read is what the failure tells of, or there is none.
        let key = try? request.flagKey(behind: OFREPRoutes.flagsPrefix)
        var response = response(problem.status, OFREPFailure(key: key, .general, problem.detail))
        for field in problem.headers { response.headers.append(field) }
        if let seconds = problem.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func response(_ status: HTTPResponse.Status, _ failure: OFREPFailure) -> Response {
        var json = JSONWriter(capacity: 256)
        failure.write(to: &json)
        return Response.json(status, bytes: json.bytes)
    }
}
