import Analytics

/// The cookie that holds a session's identifier, as one connection has it (draft-ietf-httpbis-rfc6265bis §4.1.3).
///
/// Over HTTPS, and on this machine's own names where browsers take `Secure` without it, the name carries `__Host-`:
/// then no other host of the site can set it. Elsewhere the plain name is used and the other never looked at.
struct SessionCookie: Sendable, Equatable {
    let name: String
    let isSecure: Bool

    /// - Parameters:
    ///   - isHTTPS: whether the browser's connection is encrypted.
    ///   - host: the `Host` header.
    init(isHTTPS: Bool, host: String?) {
        isSecure = isHTTPS || host.map { HostName($0).isLoopback } == true
        name = isSecure ? "__Host-gateway_session" : "gateway_session"
    }

    /// The `Set-Cookie` value that stores an identifier until its session ends.
    func setCookie(_ identifier: SessionIdentifier, expiresAt: Timestamp, now: Timestamp) -> String {
        let seconds = expiresAt.milliseconds(since: now) / 1_000
        return text(value: identifier.text, maximumAge: Int(min(max(seconds, 0), 31_536_000)))
    }

    /// The `Set-Cookie` value that removes the cookie.
    var clearing: String { text(value: "", maximumAge: 0) }

    private func text(value: String, maximumAge: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(maximumAge); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    /// The identifier in the request's `Cookie` headers; nil when this cookie is not among them.
    ///
    /// A value this gateway would never set, and the same name with two values, which somebody else must have
    /// added, are refused rather than guessed about. Other cookies may look as they like.
    func identifier(in headers: [String]) throws(AuthenticationFailure) -> SessionIdentifier? {
        var found: Substring?
        for header in headers {
            for pair in header.split(separator: ";") {
                let pair = pair.trimmingBlanks()
                guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { continue }
                let value = pair[pair.index(after: equals)...]
                if let found, found != value { throw .malformed(.cookie) }
                found = value
            }
        }
        guard let found else { return nil }
        guard let identifier = SessionIdentifier(found) else { throw .malformed(.cookie) }
        return identifier
    }
}
