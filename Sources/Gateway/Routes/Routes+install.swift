import HTTPTypes
import Hummingbird

extension Routes {
    /// Registers every route: GET answers HEAD as well, a method a path does not have is refused with the list of
    /// those it has.
    /// - Parameter crowd: nil when nothing waits for PostHog
    func install(on router: Router<GatewayContext>, gate: AccessGate, crowd: UpstreamCrowd?) {
        for (path, routes) in Dictionary(grouping: all, by: \.path) {
            var methods = Set(routes.map(\.method))
            if methods.contains(.get) { methods.insert(.head) }
            methods.insert(.options)
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")

            // What a path is answered in does not depend on the method, which may be a wrong one.
            let presentation = routes.lazy.compactMap(\.presentation).first
            for route in routes {
                let handler = presented(gate.guarded(crowd?.bounded(route) ?? route), presentation)
                router.on(RouterPath(path), method: route.method, use: handler)
                if route.method == .get { router.on(RouterPath(path), method: .head, use: handler) }
            }
            if !routes.contains(where: { $0.method == .options }) {
                let handler: Route.Handler = { _, _ in Response(status: .noContent, headers: [.allow: allowed]) }
                router.on(RouterPath(path), method: .options, use: presented(handler, presentation))
            }
            for method in Self.knownMethods where !methods.contains(method) {
                let handler: Route.Handler = { _, _ in throw Problem.methodNotAllowed(method, allowed: allowed) }
                router.on(RouterPath(path), method: method, use: presented(handler, presentation))
            }
        }
    }

    private func presented(_ handler: @escaping Route.Handler, _ presentation: (any RoutePresentation)?)
        -> Route.Handler
    {
        guard let presentation else { return handler }
        return { request, context in await presentation.present(request, context, handler) }
    }

    /// The methods that a path either has or refuses with the list of its own.
    static let knownMethods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
    ]
}
