import HTTPTypes
import Hummingbird
import HummingbirdFastCGI

/// Lets pages of every origin send events and evaluate flags, and read the answers, refusals too: a project token is
/// public.
struct SDKPresentation: RoutePresentation {
    func failure(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Response {
        problem(of: error, request, context).response(requestID: context.requestID)
    }

    func complete(_ response: inout Response, to request: Request) {
        response.headers[.accessControlAllowOrigin] = "*"
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
