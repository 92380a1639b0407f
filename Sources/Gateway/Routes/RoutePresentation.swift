import Hummingbird

/// What all answers of some paths have in common, refusals of the access rule and of the method included: another form
/// of errors, further headers.
protocol RoutePresentation: Sendable {
    func present(
        _ request: Request, _ context: GatewayContext, _ handler: Route.Handler
    ) async throws -> Response
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
