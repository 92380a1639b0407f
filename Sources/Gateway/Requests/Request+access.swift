import HTTPTypes
import Hummingbird

extension Request {
    /// Whether the browser's connection is encrypted, as the web server says.
    var isHTTPS: Bool { head.scheme == "https" }

    /// The session cookie as this connection has it.
    var sessionCookie: SessionCookie {
        SessionCookie(isHTTPS: isHTTPS, host: head.authority)
    }

    /// What of this request can prove who makes it.
    var credentials: RequestCredentials {
        RequestCredentials(
            authorization: headers[.authorization], apiKey: headers[.apiKey], cookies: headers[values: .cookie],
            cookie: sessionCookie)
    }

    /// Refuses a request that another site's page may have made in a user's browser.
    func refuseCrossSite(for caller: CrossSiteGuard.Caller) throws(Problem) {
        let decision = CrossSiteGuard(
            method: method.rawValue, isHTTPS: isHTTPS, host: head.authority, secFetchSite: headers[.secFetchSite],
            origin: headers[.origin], requestedBy: headers[.requestedBy]
        ).decide(for: caller)
        if case .refused(let reason) = decision {
            throw .forbidden("The request was refused, because \(reason).")
        }
    }
}
