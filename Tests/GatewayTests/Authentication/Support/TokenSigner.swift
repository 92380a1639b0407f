import Crypto
import CryptoExtras
import Foundation
import JSON
import JWTKit
import OrderedCollections
import Testing

@testable import Gateway

/// Signs JWTs with JWTKit, with any header and any claims.
struct TokenSigner: Sendable {
    let keyIdentifier: String?
    /// The public key as a key set has it; null for a secret.
    let jwk: JSON
    private let algorithm: any JWTAlgorithm

    static let secret = "0123456789abcdef0123456789abcdef"

    static func hs256(_ secret: String = Self.secret) async throws -> TokenSigner {
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        return TokenSigner(keyIdentifier: nil, jwk: .null, algorithm: try await keys.getKey())
    }

    static func es256(_ identifier: String? = "ec-1") async throws -> TokenSigner {
        let key = ES256PrivateKey()
        let keys = await JWTKeyCollection().add(ecdsa: key)
        let (x, y) = try #require(key.parameters)
        let jwk: JSON = [
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "x": .string(x.urlSafe), "y": .string(y.urlSafe),
        ]
        return TokenSigner(
            keyIdentifier: identifier, jwk: jwk.named(identifier), algorithm: try await keys.getKey())
    }

    static func eddsa(_ identifier: String? = "ed-1") async throws -> TokenSigner {
        let key = try EdDSA.PrivateKey(curve: .ed25519)
        let keys = await JWTKeyCollection().add(eddsa: key)
        let jwk: JSON = [
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA",
            "x": .string(Base64URL.encode(key.publicKey.rawRepresentation)),
        ]
        return TokenSigner(
            keyIdentifier: identifier, jwk: jwk.named(identifier), algorithm: try await keys.getKey())
    }

    /// - Parameter declared: the key's `alg`; nil leaves it out, as some issuers do.
    static func rs256(_ identifier: String? = "rsa-1", declared: String? = "RS256") async throws -> TokenSigner {
        let key = try JWTKit.Insecure.RSA.PrivateKey(backing: rsaKey)
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        return TokenSigner(
            keyIdentifier: identifier, jwk: try rsaJWK(key, declared).named(identifier),
            algorithm: try await keys.getKey())
    }

    /// The same RSA key as ``rs256(_:declared:)``, used for PS256.
    static func ps256(_ identifier: String? = "rsa-1", declared: String? = "PS256") async throws -> TokenSigner {
        let key = try JWTKit.Insecure.RSA.PrivateKey(backing: rsaKey)
        let keys = await JWTKeyCollection().add(pss: key, digestAlgorithm: .sha256)
        return TokenSigner(
            keyIdentifier: identifier, jwk: try rsaJWK(key, declared).named(identifier),
            algorithm: try await keys.getKey())
    }

    private static let rsaKey: _RSA.Signing.PrivateKey = {
        do {
            return try _RSA.Signing.PrivateKey(keySize: .bits2048)
        } catch {
            preconditionFailure("an RSA key cannot be made: \(error)")
        }
    }()

    private static func rsaJWK(_ key: JWTKit.Insecure.RSA.PrivateKey, _ declared: String?) throws -> JSON {
        let primitives = try key.publicKey.getKeyPrimitives()
        let jwk: JSON = [
            "kty": "RSA", "n": .string(Base64URL.encode(primitives.modulus)),
            "e": .string(Base64URL.encode(primitives.publicExponent)),
        ]
        guard let declared else { return jwk }
        return jwk.with("alg", .string(declared))
    }

    /// A token with these claims; `header` replaces or adds members of the usual header.
    func token(_ claims: JSON, header: JSON = [:]) throws -> String {
        var usual: JSON = ["alg": .string(algorithm.name), "typ": "JWT"]
        usual = usual.named(keyIdentifier)
        for (name, value) in header.objectValue ?? [:] { usual = usual.with(name, value) }
        return try token(headerText: usual.text, claimsText: claims.text)
    }

    /// A token around any two texts.
    func token(headerText: String, claimsText: String) throws -> String {
        let input = Base64URL.encode(headerText.utf8) + "." + Base64URL.encode(claimsText.utf8)
        return input + "." + Base64URL.encode(try algorithm.sign(Array(input.utf8)))
    }

    /// A key set of these signers' public keys.
    static func keySet(_ signers: TokenSigner...) -> String {
        let set: JSON = ["keys": .array(signers.map(\.jwk))]
        return set.text
    }
}

extension JSON {
    func with(_ name: String, _ value: JSON) -> JSON {
        guard var members = objectValue else { return self }
        members[name] = value
        return .object(members)
    }

    fileprivate func named(_ identifier: String?) -> JSON {
        identifier.map { with("kid", .string($0)) } ?? self
    }
}

extension String {
    /// Standard base64 in the alphabet and without the padding of base64url.
    fileprivate var urlSafe: String {
        replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
