import FoundationEssentials

/// Which JWTs are accepted (DESIGN §8).
struct JWTSettings: Sendable {
    /// `JWT_SECRET`: the key of HS256 as text, at least 32 bytes of UTF-8 (RFC 7518 §3.2).
    var secret: String?
    /// `JWT_JWKS_FILE`: a JSON Web Key Set (RFC 7517) on this machine.
    var keySetFile: String?
    /// `JWT_JWKS_URL`: a JSON Web Key Set at `https`, or at `http` on this machine.
    var keySetURL: String?
    /// `JWT_ISSUER`: what `iss` must be.
    var issuer: String?
    /// `JWT_AUDIENCE`: what must be among `aud`.
    var audience: String?
    /// `JWT_SELF_LOOKUP`: whether callers may look themselves up. Which events are whose is what was captured, and whoever
    /// has the public project token can capture: merge persons, or give one an email.
    var allowsSelfLookup = true

    init(
        secret: String? = nil, keySetFile: String? = nil, keySetURL: String? = nil, issuer: String? = nil,
        audience: String? = nil
    ) {
        self.secret = secret.nonEmpty
        self.keySetFile = keySetFile.nonEmpty
        self.keySetURL = keySetURL.nonEmpty
        self.issuer = issuer.nonEmpty
        self.audience = audience.nonEmpty
    }

    /// Reads the settings by the names of their environment variables.
    init(_ value: (String) -> String?, allowsSelfLookup: Bool = true) {
        self.init(
            secret: value("JWT_SECRET"), keySetFile: value("JWT_JWKS_FILE"), keySetURL: value("JWT_JWKS_URL"),
            issuer: value("JWT_ISSUER"), audience: value("JWT_AUDIENCE"))
        self.allowsSelfLookup = allowsSelfLookup
    }

    /// Whether any key is configured; without one no JWT can be accepted.
    var isEnabled: Bool { secret != nil || keySetFile != nil || keySetURL != nil }

    /// What the log should say at the start. Whoever issues JWTs for several services says in `aud` which one each is
    /// for (RFC 8725 §3.9).
    var warnings: [String] {
        guard keySetFile != nil || keySetURL != nil, audience == nil else { return [] }
        return ["JWT_AUDIENCE is not set, so JWTs that their issuer made for other services are accepted too"]
    }

    static let minimumSecretBytes = 32

    /// The secret, if it is long enough.
    func validatedSecret() throws(SettingError) -> String? {
        guard let secret else { return nil }
        guard secret.utf8.count >= Self.minimumSecretBytes else {
            throw SettingError(
                "JWT_SECRET", "has \(secret.utf8.count) bytes",
                allowed: "at least \(Self.minimumSecretBytes) bytes")
        }
        return secret
    }

    /// The address of the key set, if it cannot be tampered with on its way.
    func validatedKeySetURL() throws(SettingError) -> String? {
        guard let keySetURL else { return nil }
        func error(_ problem: String) -> SettingError {
            SettingError(
                "JWT_JWKS_URL", problem,
                allowed: "an https URL, or an http URL whose host is localhost, 127.0.0.0/8 or [::1]")
        }
        guard let url = URL(string: keySetURL), let scheme = url.scheme?.lowercased(), let host = url.host(),
            !host.isEmpty
        else { throw error("is not a URL") }
        guard url.user == nil, url.password == nil else { throw error("holds a user name or password") }
        switch scheme {
        case "https": break
        case "http" where HostName(host).isLoopback: break
        default: throw error("is not https")
        }
        return keySetURL
    }
}

extension String? {
    /// Nil for an empty text too: a variable that is set to nothing counts as not set.
    fileprivate var nonEmpty: String? {
        flatMap { $0.isEmpty ? nil : $0 }
    }
}
