/// Why a request has no principal; the text is safe to send to the client.
enum AuthenticationFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No token, key or session came with the request.
    case missing
    /// A credential is not even shaped like one.
    case malformed(Malformation)
    /// Neither a configured token nor a JWT this gateway could check.
    case unknownToken
    case jwt(JWTFailure)
    /// The session ended, was never there, or its token is no longer valid: one answer for all of them.
    case sessionEnded
    /// Whether the credential is good cannot be told right now, for example because the key server is out of reach.
    case unavailable(retryAfterSeconds: Int)

    /// How a credential can be misshapen.
    enum Malformation: String, Sendable {
        case notBearer = "the Authorization header must have the form: Bearer <token>"
        case token = "the token holds characters that no token has, or is empty"
        case tooLong = "the token is longer than 16384 bytes"
        case cookie = "the session cookie is not one this gateway sets, or was sent twice"
    }

    var description: String {
        switch self {
        case .missing:
            "This needs a token: send Authorization: Bearer <token> or X-API-Key: <token>, or sign in on the page."
        case .malformed(let malformation): "The credential cannot be read: \(malformation.rawValue)."
        case .unknownToken: "The token is not valid."
        case .jwt(let failure): "The JWT is not accepted: \(failure)."
        case .sessionEnded: "The session has ended; sign in again."
        case .unavailable: "Whether the credential is valid cannot be checked right now; try again shortly."
        }
    }

    /// The `WWW-Authenticate` value of the 401 (RFC 6750 §3); nil for ``unavailable(retryAfterSeconds:)``, a 503.
    var challenge: String? {
        switch self {
        case .missing: "Bearer"
        case .malformed: "Bearer error=\"invalid_request\""
        case .unknownToken, .sessionEnded: "Bearer error=\"invalid_token\""
        case .jwt(let failure): "Bearer error=\"invalid_token\", error_description=\"\(failure)\""
        case .unavailable: nil
        }
    }
}
