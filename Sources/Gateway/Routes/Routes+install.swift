import HTTPTypes
import Hummingbird

extension Routes {
    /// Registers every route: GET answers HEAD as well, a method a path does not have is refused with the list of
    /// those it has.
    func install(on router: Router<GatewayContext>, gate: AccessGate) {
        for (path, routes) in Dictionary(grouping: all, by: \.path) {
            var methods = Set(routes.map(\.method))
            if methods.contains(.get) { methods.insert(.head) }
            methods.insert(.options)
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")

            for route in routes {
                let handler = gate.guarded(route)
                router.on(RouterPath(path), method: route.method, use: handler)
                if route.method == .get { router.on(RouterPath(path), method: .head, use: handler) }
            }
            if !routes.contains(where: { $0.method == .options }) {
                router.on(RouterPath(path), method: .options) { _, _ in
                    Response(status: .noContent, headers: [.allow: allowed])
                }
            }
            for method in Self.knownMethods where !methods.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw Problem.methodNotAllowed(method, allowed: allowed)
                }
            }
        }
    }

    private static let knownMethods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
    ]
}
