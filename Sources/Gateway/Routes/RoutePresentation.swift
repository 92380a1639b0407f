import HTTPTypes
import Hummingbird

/// What all answers of some paths have in common, refusals of the access rule and of the method included: another form
/// of errors, further headers.
protocol RoutePresentation: Sendable {
    /// Says an error as the clients of these paths read it.
    func failure(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Response

    /// Adds what all answers share, errors included; nothing by default.
    func complete(_ response: inout Response, to request: Request) async
}

extension RoutePresentation {
    func complete(_ response: inout Response, to request: Request) async {}

    /// Answers with what a handler gives or throws.
    func present(_ request: Request, _ context: GatewayContext, _ handler: Route.Handler) async -> Response {
        var response: Response
        do {
            response = try await handler(request, context)
        } catch {
            response = failure(error, request, context)
        }
        await complete(&response, to: request)
        return response
    }

    /// The problem an error is, which the log has when it is the gateway's.
    func problem(of error: any Error, _ request: Request, _ context: GatewayContext) -> Problem {
        let problem = ProblemTranslation.problem(for: error, path: request.uri.path)
        if problem.status.code >= 500 { context.log(error, status: problem.status, method: request.method) }
        return problem
    }
}

extension Response {
    /// Adds the headers of a problem that is told in another form.
    mutating func add(headersOf problem: Problem) {
        for field in problem.headers { headers.append(field) }
        if let seconds = problem.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    }
}

extension [Route] {
    /// The same routes, answered in one form.
    func presented(by presentation: some RoutePresentation) -> [Route] {
        map { route in
            var route = route
            route.presentation = presentation
            return route
        }
    }
}
