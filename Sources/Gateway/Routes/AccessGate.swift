import Access
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI

/// Stands before every route: finds out who calls, lets pass who may, and writes down who may not.
struct AccessGate: Sendable {
    let access: AccessControl
    let audit: AuditRecorder
    let clock: SystemClock

    /// The route's handler behind its access rule.
    func guarded(_ route: Route) -> Route.Handler {
        switch route.access {
        case .everyone, .projectToken:
            return route.handler
        case .someone:
            return { request, context in
                try await enter(route, needing: nil, request, context)
            }
        case .capability(let capability):
            return { request, context in
                try await enter(route, needing: capability, request, context)
            }
        case .loopbackOr(let capability):
            return { request, context in
                if HostName(context.clientAddress ?? "").isLoopback { return try await route.handler(request, context) }
                return try await enter(route, needing: capability, request, context)
            }
        }
    }

    private func enter(_ route: Route, needing capability: Capability?, _ request: Request, _ context: GatewayContext)
        async throws -> Response
    {
        let context = try await admit(request, context)
        do {
            if let capability { try context.require(capability) }
            return try await route.handler(request, context)
        } catch let missing as MissingCapability {
            try await record(missing, at: route, context)
            throw Problem.forbidden(missing.detail)
        }
    }

    /// Writes a refusal to the audit log, all but those of `read`: a fleet of SDKs with a wrong token asks for flags
    /// as often as it can, which would bury every other row.
    private func record(_ missing: MissingCapability, at route: Route, _ context: GatewayContext) async throws {
        guard missing.capability != .read else { return }
        try await audit.record(
            "refused.\(missing.capability.rawValue)", by: try context.requirePrincipal(), outcome: .denied,
            reason: "\(route.method.rawValue) \(route.path)", context: context)
    }

    /// The context with its principal; refuses a caller without one, and a forged request of a page.
    private func admit(_ request: Request, _ context: GatewayContext) async throws -> GatewayContext {
        let authentication = try await authenticate(request)
        if authentication.principal.method == .insecure { try Self.refuseOtherMachine(context) }
        try request.refuseCrossSite(for: CrossSiteGuard.Caller(authentication.principal.method))
        var context = context
        context.principal = authentication.principal
        context.credentialExpiresAt = authentication.expiresAt
        return context
    }

    /// Insecure mode is for this machine only (DESIGN §4.15), wherever its web server listens. A client without an address
    /// is one without a web server.
    private static func refuseOtherMachine(_ context: GatewayContext) throws(Problem) {
        guard let address = context.clientAddress, !address.isEmpty, !HostName(address).isLoopback else { return }
        throw .forbidden("Insecure mode answers clients on this machine only, not at \(address.prefix(100)).")
    }

    private func authenticate(_ request: Request) async throws -> Authentication {
        do throws(AuthenticationFailure) {
            return try await access.authenticator.authenticate(request.credentials, at: clock.now)
        } catch {
            throw Problem(error)
        }
    }
}
