import HTTPTypes
import Hummingbird
import HummingbirdFastCGI

/// Lets pages of every origin send events and evaluate flags, and read the answers, refusals too: a project token is
/// public.
struct SDKPresentation: RoutePresentation {
    func present(
        _ request: Request, _ context: GatewayContext, _ handler: Route.Handler
    ) async throws -> Response {
        var response: Response
        do {
            response = try await handler(request, context)
        } catch {
            let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
            if problem.status.code >= 500 { context.log(error, status: problem.status, method: request.method) }
            response = problem.response(requestID: context.requestID)
        }
        response.headers[.accessControlAllowOrigin] = "*"
        return response
    }

    /// What a page of another origin may send.
    @Sendable func preflight(_ request: Request, _ context: GatewayContext) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, POST, OPTIONS",
                .accessControlAllowHeaders: request.headers[.accessControlRequestHeaders] ?? "content-type",
                .accessControlMaxAge: "86400",
            ])
    }
}
