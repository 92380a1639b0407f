import Access

/// Decides whether a request may have been made by another site's page in a user's browser (cross-site request
/// forgery; Fetch Metadata as in the W3C recommendation, plus a fixed header that forces a pre-flight).
struct CrossSiteGuard: Sendable {
    /// For example `POST`.
    var method: String
    /// Whether the browser's connection is encrypted, as far as the gateway knows.
    var isHTTPS: Bool
    /// The `Host` header.
    var host: String?
    /// The `Sec-Fetch-Site` header.
    var secFetchSite: String?
    /// The `Origin` header.
    var origin: String?
    /// The `X-Requested-By` header.
    var requestedBy: String?

    /// What speaks for the caller.
    enum Caller: Sendable {
        /// A header that no other site's page can send: nothing to forge.
        case header
        /// The session cookie, which a browser adds by itself.
        case session
        /// The request that opens a session; a script may make it too.
        case signIn
        /// Nothing, in insecure mode: any page in a browser on this machine could call.
        case insecure

        init(_ method: Principal.Method) {
            self =
                switch method {
                case .token, .jwt: .header
                case .session: .session
                case .insecure: .insecure
                }
        }
    }

    enum Decision: Sendable, Equatable {
        case allowed
        case refused(Reason)
    }

    enum Reason: String, Sendable, CustomStringConvertible {
        case missingHeader = "the header X-Requested-By: gateway is missing"
        case otherSite = "the request was made by a page of another site"
        case unknownSite = "neither Sec-Fetch-Site nor Origin tells which site's page made the request"

        var description: String { rawValue }
    }

    /// The value of `X-Requested-By` that the page sends.
    static let requiredRequestedBy = "gateway"

    /// Whether requests of this method change nothing.
    static func isSafe(_ method: String) -> Bool {
        method == "GET" || method == "HEAD" || method == "OPTIONS"
    }

    /// Whoever brings a token in a header is allowed. So are safe methods, which change nothing and whose answers a page of
    /// another site may not read; but not in insecure mode, where answers for pages anywhere are open to everybody.
    func decide(for caller: Caller) -> Decision {
        if Self.isSafe(method), caller != .insecure { return .allowed }
        let isBrowser = secFetchSite != nil || origin != nil
        switch caller {
        case .header: return .allowed
        case .insecure: return isBrowser ? decideBySite() : .allowed
        case .signIn where !isBrowser: return .allowed
        case .session, .signIn:
            guard requestedBy == Self.requiredRequestedBy else { return .refused(.missingHeader) }
            return decideBySite()
        }
    }

    /// `Sec-Fetch-Site` decides, which a page cannot forge; browsers without it send `Origin`.
    private func decideBySite() -> Decision {
        if let secFetchSite {
            return secFetchSite == "same-origin" || secFetchSite == "none" ? .allowed : .refused(.otherSite)
        }
        guard let origin else { return .refused(.unknownSite) }
        return isOwn(origin: origin) ? .allowed : .refused(.otherSite)
    }

    /// Whether an origin is this gateway's own.
    ///
    /// An encrypted origin is also right on a connection that seems plain, because a proxy in front may have ended
    /// the encryption; the reverse is a page that anybody on the way could have written.
    private func isOwn(origin: String) -> Bool {
        guard let host, let separator = origin.firstRange(of: "://") else { return false }
        let scheme = origin[..<separator.lowerBound].lowercased()
        let defaultPort: Int
        switch scheme {
        case "https": defaultPort = 443
        case "http" where !isHTTPS: defaultPort = 80
        default: return false
        }
        let theirs = HostName(String(origin[separator.upperBound...]))
        let own = HostName(host)
        return !theirs.name.isEmpty && theirs.name == own.name
            && (theirs.port ?? defaultPort) == (own.port ?? defaultPort)
    }
}
