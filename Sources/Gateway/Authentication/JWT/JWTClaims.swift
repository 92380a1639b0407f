import Access
import Analytics
import JSON

/// The claims of a JWT that matter here (RFC 7519 §4.1, DESIGN §4.11).
struct JWTClaims: Sendable, Equatable {
    let subject: String?
    /// Nil too when the issuer says that it is not verified.
    let email: String?
    let issuer: String?
    let audiences: [String]
    let expiresAt: Timestamp?
    let notBefore: Timestamp?
    let capabilities: Set<Capability>

    /// Reads the claims; registered ones of another type than RFC 7519 gives them are an error.
    init(_ claims: JSON) throws(JWTFailure) {
        subject = try Self.string(claims, "sub")
        issuer = try Self.string(claims, "iss")
        email = Self.isVerified(claims["email_verified"]) ? try Self.string(claims, "email") : nil
        expiresAt = try Self.moment(claims, "exp")
        notBefore = try Self.moment(claims, "nbf")
        switch claims["aud"] {
        case nil, .null?: audiences = []
        case .string(let audience)?: audiences = [audience]
        case .array(let list)?:
            audiences = list.compactMap(\.stringValue)
            guard audiences.count == list.count else { throw .invalidClaim("aud") }
        default: throw .invalidClaim("aud")
        }
        capabilities = Self.capabilities(claims)
    }

    /// The person the JWT speaks for.
    var identity: Principal.Identity {
        Principal.Identity(distinctID: subject, email: email)
    }

    /// What the audit log calls the caller. No issuer's user may look there like a static token, or like the gateway or
    /// PostHog themselves.
    var auditName: String {
        let name = subject ?? email ?? "jwt"
        let plain = name[...].trimmingBlanks().lowercased()
        let isTaken = plain.hasPrefix(AccessToken.customSubjectPrefix) || Self.takenNames.contains(plain)
        return isTaken ? "jwt:\(name)" : name
    }

    private static let takenNames = Set(
        GeneratedSecret.allCases.map(\.subject) + ["insecure", "posthog", "posthog-gateway migrate"])

    /// `capabilities` and `scope` name capabilities, `role` and `roles` name sets of them; other names mean nothing.
    private static func capabilities(_ claims: JSON) -> Set<Capability> {
        var capabilities: Set<Capability> = []
        for name in names(claims["capabilities"]) + names(claims["scope"]) {
            if let capability = Capability(rawValue: name) { capabilities.insert(capability) }
        }
        for role in names(claims["role"]) + names(claims["roles"]) {
            switch role {
            case "admin": capabilities.formUnion(Capability.allCases)
            case "support": capabilities.formUnion([.read, .lookup])
            default: break
            }
        }
        return capabilities
    }

    /// The names in a list or in a text separated by spaces (RFC 6749 §3.3).
    private static func names(_ claim: JSON?) -> [String] {
        switch claim {
        case .string(let text)?: text.split(separator: " ").map(String.init)
        case .array(let list)?: list.compactMap(\.stringValue)
        default: []
        }
    }

    /// Whether an email may be relied on: its issuer does not say, or says that it is verified. Some say so in a text.
    private static func isVerified(_ claim: JSON?) -> Bool {
        switch claim {
        case nil, .null?, .bool(true)?: true
        case .string(let text)?: text == "true"
        default: false
        }
    }

    private static func string(_ claims: JSON, _ name: String) throws(JWTFailure) -> String? {
        switch claims[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text.isEmpty ? nil : text
        default: throw .invalidClaim(name)
        }
    }

    /// Seconds since 1970, whole or not, held at the ends of what a timestamp can say.
    private static func moment(_ claims: JSON, _ name: String) throws(JWTFailure) -> Timestamp? {
        switch claims[name] {
        case nil, .null?: return nil
        case .integer(let seconds)?: return Timestamp(seconds: seconds)
        case .double(let seconds)?:
            if let whole = Int64(exactly: seconds.rounded(.down)) { return Timestamp(seconds: whole) }
            return Timestamp(microseconds: seconds < 0 ? .min : .max)
        default: throw .invalidClaim(name)
        }
    }
}
