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
    ///
    /// On the way of every request: one pass over the fields instead of one for each name.
    var credentials: RequestCredentials {
        var credentials = RequestCredentials(cookie: sessionCookie)
        for field in headers {
            switch field.name {
            case .authorization: credentials.authorization = Self.joined(credentials.authorization, field.value)
            case .apiKey: credentials.apiKey = Self.joined(credentials.apiKey, field.value)
            case .cookie: credentials.cookies.append(field.value)
            default: break
            }
        }
        return credentials
    }

    /// Repeated fields as one value (RFC 9110 §5.3), which no credential looks like.
    private static func joined(_ first: String?, _ value: String) -> String {
        first.map { "\($0), \(value)" } ?? value
    }

    /// Refuses a request that another site's page may have made in a user's browser; in insecure mode also by making its
    /// own name lead here (DNS rebinding).
    func refuseCrossSite(for caller: CrossSiteGuard.Caller) throws(Problem) {
        if case .insecure = caller, let host = head.authority, !HostName(host).isBeyondRebinding {
            throw .forbidden(
                "Insecure mode answers requests to localhost and to addresses only, not to names like "
                    + "\(host.prefix(100)), which pages of other sites may have.")
        }
        if caller != .insecure, CrossSiteGuard.isSafe(method.rawValue) { return }
        let decision = CrossSiteGuard(
            method: method.rawValue, isHTTPS: isHTTPS, host: head.authority, secFetchSite: headers[.secFetchSite],
            origin: headers[.origin], requestedBy: headers[.requestedBy]
        ).decide(for: caller)
        if case .refused(let reason) = decision {
            throw .forbidden("The request was refused, because \(reason).")
        }
    }
}
