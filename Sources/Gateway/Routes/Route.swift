import HTTPTypes
import Hummingbird

/// One method on one path: who may call it, and what answers.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, GatewayContext) async throws -> Response

    let method: HTTPRequest.Method
    /// As Hummingbird's router reads it: `{name}` captures one segment.
    let path: String
    let access: RouteAccess
    var handler: Handler
    /// Nil for problem details without further headers.
    var presentation: (any RoutePresentation)?

    static func get(_ path: String, _ access: RouteAccess, _ handler: @escaping Handler) -> Route {
        Route(method: .get, path: path, access: access, handler: handler)
    }

    static func post(_ path: String, _ access: RouteAccess, _ handler: @escaping Handler) -> Route {
        Route(method: .post, path: path, access: access, handler: handler)
    }

    static func put(_ path: String, _ access: RouteAccess, _ handler: @escaping Handler) -> Route {
        Route(method: .put, path: path, access: access, handler: handler)
    }

    static func patch(_ path: String, _ access: RouteAccess, _ handler: @escaping Handler) -> Route {
        Route(method: .patch, path: path, access: access, handler: handler)
    }

    static func delete(_ path: String, _ access: RouteAccess, _ handler: @escaping Handler) -> Route {
        Route(method: .delete, path: path, access: access, handler: handler)
    }

    static func options(_ path: String, _ access: RouteAccess, _ handler: @escaping Handler) -> Route {
        Route(method: .options, path: path, access: access, handler: handler)
    }
}
