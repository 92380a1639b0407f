import Access
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI

/// Stands before every route: finds out who calls, and lets pass who may.
struct AccessGate: Sendable {
    let access: AccessControl
    let clock: SystemClock

    /// The route's handler behind its access rule.
    func guarded(_ route: Route) -> Route.Handler {
        let handler = route.handler
        switch route.access {
        case .everyone, .projectToken:
            return handler
        case .someone:
            return { request, context in
                try await handler(request, try await admit(request, context))
            }
        case .capability(let capability):
            return { request, context in
                let context = try await admit(request, context)
                try Self.require(capability, of: context)
                return try await handler(request, context)
            }
        case .loopbackOr(let capability):
            return { request, context in
                if HostName(context.clientAddress ?? "").isLoopback { return try await handler(request, context) }
                let context = try await admit(request, context)
                try Self.require(capability, of: context)
                return try await handler(request, context)
            }
        }
    }

    /// The context with its principal; refuses a caller without one, and a forged request of a page.
    private func admit(_ request: Request, _ context: GatewayContext) async throws -> GatewayContext {
        let authentication = try await authenticate(request)
        try request.refuseCrossSite(for: CrossSiteGuard.Caller(authentication.principal.method))
        var context = context
        context.principal = authentication.principal
        context.credentialExpiresAt = authentication.expiresAt
        return context
    }

    private func authenticate(_ request: Request) async throws -> Authentication {
        do throws(AuthenticationFailure) {
            return try await access.authenticator.authenticate(request.credentials, at: clock.now)
        } catch {
            throw Problem(error)
        }
    }

    private static func require(_ capability: Capability, of context: GatewayContext) throws(Problem) {
        guard try context.requirePrincipal().may(capability) else {
            throw .forbidden("This route needs the capability \(capability.rawValue).")
        }
    }
}
