import Analytics
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI

/// The outermost layer: every answer carries its request's id, every error is rendered, every request is counted.
struct ResponseMiddleware: RouterMiddleware {
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let age = DataAge()
        var response: Response
        do {
            response = try await DataAge.$current.withValue(age) { try await next(request, context) }
        } catch {
            response = render(error, for: request, context: context)
        }
        response.headers[.requestID] = context.requestID
        if let seconds = age.seconds { response.headers[.dataAge] = String(seconds) }
        if let seconds = age.flagSeconds { response.headers[.flagsAge] = String(seconds) }
        metrics.record(
            method: request.method, route: context.endpointPath, status: response.status,
            duration: ContinuousClock.now - start)
        return response
    }

    private func render(_ error: any Error, for request: Request, context: GatewayContext) -> Response {
        let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
        if problem.status.code >= 500 { context.log(error, status: problem.status, method: request.method) }
        return problem.response(requestID: context.requestID)
    }
}
