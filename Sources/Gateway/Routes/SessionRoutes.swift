import Access
import Analytics
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI
import JSON

/// `/api/auth/session`: signing the page in and out, and who one is.
struct SessionRoutes: Sendable {
    let access: AccessControl
    let clock: SystemClock

    private static let maximumBodyBytes = 64 * 1_024

    /// Opens a session for the bearer of the token in the body.
    @Sendable func open(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try request.refuseCrossSite(for: .signIn)
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        guard let token = body["token"]?.stringValue else {
            throw Problem.invalid("token", rule: "a string", "The body must have the form {\"token\": \"…\"}.")
        }
        let now = clock.now
        let cookie = request.sessionCookie
        let opened: SessionService.Opened
        do throws(SignInService.Failure) {
            opened = try await access.signIn.signIn(
                token: token, clientAddress: context.clientAddress ?? "", replacing: Self.identifier(in: request),
                at: now)
        } catch {
            throw Problem(error)
        }
        var response = Self.response(opened.authentication.principal, expiresAt: opened.expiresAt)
        response.headers[.setCookie] = cookie.setCookie(opened.identifier, expiresAt: opened.expiresAt, now: now)
        return response
    }

    /// Who the caller is and what they may do.
    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        Self.response(try context.requirePrincipal(), expiresAt: context.credentialExpiresAt)
    }

    /// Ends the caller's session and removes its cookie; without a session there is nothing to do.
    @Sendable func close(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if let identifier = Self.identifier(in: request) {
            try request.refuseCrossSite(for: .session)
            do throws(AuthenticationFailure) {
                try await access.sessions.end(identifier)
            } catch {
                throw Problem(error)
            }
        }
        return Response(
            status: .noContent,
            headers: [.setCookie: request.sessionCookie.clearing, .cacheControl: "no-store"])
    }

    private static func identifier(in request: Request) -> SessionIdentifier? {
        // A cookie that cannot be read names no session that could be ended.
        try? request.sessionCookie.identifier(in: request.headers[values: .cookie])
    }

    private static func response(_ principal: Principal, expiresAt: Timestamp?) -> Response {
        Response.json { json in
            json.field("authenticated", true)
            json.field("subject", principal.subject)
            json.field("method", principal.method.rawValue)
            json.field(
                "capabilities", Capability.allCases.filter(principal.may).map(\.rawValue))
            json.field("insecure", principal.method == .insecure)
            json.field("user_id", principal.identity?.distinctID)
            json.field("expires_at", expiresAt)
        }
    }
}
