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
        let quality = AnswerQuality()
        var response: Response
        do {
            try Self.refuseUnknown(request.method)
            response = try await AnswerQuality.$current.withValue(quality) { try await next(request, context) }
        } catch {
            response = render(error, for: request, context: context)
        }
        response.headers[.requestID] = context.requestID
        if let seconds = quality.ageSeconds { response.headers[.dataAge] = String(seconds) }
        if let seconds = quality.flagsAgeSeconds { response.headers[.flagsAge] = String(seconds) }
        metrics.record(
            method: request.method, route: context.endpointPath, status: response.status,
            duration: ContinuousClock.now - start)
        return response
    }

    /// A method no route can have: the router would say that the path is unknown (RFC 9110 §15.6.2).
    private static func refuseUnknown(_ method: HTTPRequest.Method) throws(Problem) {
        guard !Routes.knownMethods.contains(method) else { return }
        throw Problem(.notImplemented, "\(method.rawValue.prefix(40)) is no method this gateway knows.")
    }

    private func render(_ error: any Error, for request: Request, context: GatewayContext) -> Response {
        let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
        // A method nobody knows is the client's mistake, whatever its status.
        if problem.status.code >= 500, problem.status != .notImplemented {
            context.log(error, status: problem.status, method: request.method)
        }
        return problem.response(requestID: context.requestID)
    }
}
