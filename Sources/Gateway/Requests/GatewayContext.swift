import Access
import Analytics
import Hummingbird
import HummingbirdFastCGI

/// What the gateway knows of a request besides the request itself.
struct GatewayContext: FastCGIRequestContext {
    var coreContext: CoreRequestContextStorage
    let fastCGI: FastCGIRequestContextSource
    /// Who makes the request; set before a route that needs someone is called.
    var principal: Principal?

    init(source: FastCGIRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        fastCGI = source
    }

    /// When the caller's session or JWT ends; nil for a static token.
    var credentialExpiresAt: Timestamp?

    /// The principal of a route that needs one.
    func requirePrincipal() throws(Problem) -> Principal {
        guard let principal else { throw .unauthorized("This route needs a token.") }
        return principal
    }
}
