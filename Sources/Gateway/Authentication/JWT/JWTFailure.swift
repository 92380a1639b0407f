/// Why a JWT is not accepted; each text may be sent to the client.
///
/// Everything about its claims is told only after the signature was found good, so these texts tell a stranger
/// nothing but the shape of what they sent.
enum JWTFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not three base64url parts that hold a JSON header and JSON claims.
    case malformed
    /// The header asks for an extension that must be understood (RFC 7515 §4.1.11).
    case criticalExtension
    /// No key here is for the algorithm of its header; `none` among others.
    case unsupportedAlgorithm
    /// The key its header names, or would need to name, is not among the keys.
    case unknownKey
    case invalidSignature
    case missingExpiry
    case expired
    case notYetValid
    case wrongIssuer
    case wrongAudience
    /// A registered claim has the wrong type.
    case invalidClaim(String)

    var description: String {
        switch self {
        case .malformed: "malformed"
        case .criticalExtension: "it requires an extension that is not supported"
        case .unsupportedAlgorithm: "unsupported algorithm"
        case .unknownKey: "unknown key"
        case .invalidSignature: "invalid signature"
        case .missingExpiry: "it has no expiry (claim exp)"
        case .expired: "expired"
        case .notYetValid: "not yet valid"
        case .wrongIssuer: "wrong issuer"
        case .wrongAudience: "wrong audience"
        case .invalidClaim(let name): "the claim \(name) has the wrong type"
        }
    }
}
