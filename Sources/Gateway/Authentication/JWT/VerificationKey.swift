import Crypto
import JSON
import JWTKit

/// A key that verifies signatures of one algorithm and no other (RFC 8725 §3.1).
struct VerificationKey: Sendable {
    /// `kid`; nil for a key without one.
    let identifier: String?
    /// SHA-256 over algorithm and key, the same wherever the key comes from.
    let fingerprint: SHA256Digest
    private let algorithm: any JWTAlgorithm

    /// The JOSE name of its algorithm, for example `RS256`.
    var algorithmName: String { algorithm.name }

    /// The HS256 key of a shared secret.
    init(secret: String) async throws {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        identifier = nil
        algorithm = try await keys.getKey()
        fingerprint = SHA256.hash(credential: "HS256\n" + secret)
    }

    /// A public key from a key set; nil for one that verifies no signatures or is of an unknown kind, which a set
    /// may hold for others (RFC 7517 §5).
    ///
    /// Its algorithm is `alg`; where a key names none, the curve's own, and RS256 for RSA.
    init?(_ key: JSON) async {
        guard key["use"] == nil || key["use"] == "sig" else { return nil }
        if let operations = key["key_ops"] {
            guard operations.arrayValue?.contains("verify") == true else { return nil }
        }
        // Only the public members are taken over, so a private key in the set does no harm here.
        let name = JWKIdentifier(string: "key")
        let jwk: JWK
        let algorithm: JWK.Algorithm
        switch (key["kty"]?.stringValue, key["crv"]?.stringValue) {
        case ("RSA"?, _):
            let rsa: [JWK.Algorithm] = [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
            guard let chosen = Self.algorithm(of: key, from: rsa) else { return nil }
            algorithm = chosen
            jwk = .rsa(
                algorithm, identifier: name, modulus: key["n"]?.stringValue, exponent: key["e"]?.stringValue)
        case ("EC"?, let curveName?):
            guard let curve = ECDSACurve(rawValue: curveName), let own = Self.algorithm(of: curve),
                let chosen = Self.algorithm(of: key, from: [own])
            else { return nil }
            algorithm = chosen
            jwk = .ecdsa(
                algorithm, identifier: name, x: key["x"]?.stringValue, y: key["y"]?.stringValue, curve: curve)
        case ("OKP"?, "Ed25519"?):
            guard let chosen = Self.algorithm(of: key, from: [.eddsa]) else { return nil }
            algorithm = chosen
            jwk = .octetKeyPair(
                algorithm, identifier: name, x: key["x"]?.stringValue, y: nil, curve: .ed25519)
        default: return nil
        }
        let keys = JWTKeyCollection()
        do {
            try await keys.add(jwk: jwk)
            self.algorithm = try await keys.getKey(for: name, alg: algorithm.rawValue)
        } catch {
            return nil
        }
        identifier = key["kid"]?.stringValue
        let members = [algorithm.rawValue, jwk.modulus, jwk.exponent, jwk.x, jwk.y].map { $0 ?? "" }
        fingerprint = SHA256.hash(credential: members.joined(separator: "\n"))
    }

    func verify(_ token: JSONWebToken) throws(JWTFailure) {
        guard token.algorithm == algorithmName else { throw .unsupportedAlgorithm }
        // A signature of the wrong length is an error for some algorithms and false for others.
        guard (try? algorithm.verify(token.signature, signs: token.signingInput)) == true else {
            throw .invalidSignature
        }
    }

    private static func algorithm(of curve: ECDSACurve) -> JWK.Algorithm? {
        switch curve {
        case .p256: .es256
        case .p384: .es384
        case .p521: .es512
        default: nil
        }
    }

    private static func algorithm(of key: JSON, from allowed: [JWK.Algorithm]) -> JWK.Algorithm? {
        guard let declared = key["alg"] else { return allowed.first }
        return allowed.first { $0.rawValue == declared.stringValue }
    }
}
