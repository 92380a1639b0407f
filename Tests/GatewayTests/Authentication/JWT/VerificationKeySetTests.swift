import JSON
import OrderedCollections
import Testing

@testable import Gateway

@Suite struct VerificationKeySetTests {
    @Test(
        arguments: [
            ("", .malformed), ("[]", .malformed), ("{\"keys\":{}}", .malformed), ("{\"keys\":[]}", .noUsableKeys),
            ("{\"keys\":[1,null,\"x\",{}]}", .noUsableKeys),
            (String(repeating: " ", count: 512 * 1_024 + 1), .tooLarge),
            ("{\"keys\":[" + String(repeating: "1,", count: 100) + "1]}", .tooManyKeys),
            (String(repeating: "[", count: 10_000), .malformed),
        ] as [(String, VerificationKeySet.Failure)])
    func `a text that is no usable key set is refused`(text: String, failure: VerificationKeySet.Failure) async {
        await #expect(throws: failure) { try await VerificationKeySet(parsing: Array(text.utf8)) }
    }

    @Test(
        arguments: [
            ["kty": "oct"], ["use": "enc"], ["use": 1], ["key_ops": ["sign"]], ["key_ops": "verify"], ["alg": "HS256"],
            ["alg": "none"], ["alg": "ES384"], ["alg": 7], ["crv": "P-384"], ["crv": "secp256k1"], ["x": "AAAA"],
            ["x": "!"], ["x": nil], ["y": 1], ["kty": "RSA"], ["kty": "OKP"], ["kty": nil],
        ] as [JSON])
    func `a key that cannot verify is passed over`(change: JSON) async throws {
        let good = try await TokenSigner.es256("good")
        var bad = try await TokenSigner.es256("bad").jwk
        for (name, value) in change.objectValue ?? [:] { bad = bad.with(name, value) }
        let text: JSON = ["keys": [bad, good.jwk]]
        let set = try await VerificationKeySet(parsing: text.serialized())
        #expect(set.keys.map(\.identifier) == ["good"])
    }

    @Test func `an RSA key of fewer than 2048 bits is passed over`() async throws {
        let short: JSON = ["kty": "RSA", "n": .string(String(repeating: "u", count: 171)), "e": "AQAB", "kid": "short"]
        let text: JSON = ["keys": [short, try await TokenSigner.eddsa("good").jwk]]
        #expect(try await VerificationKeySet(parsing: text.serialized()).keys.map(\.identifier) == ["good"])
    }

    @Test func `a private key is used as the public key it contains`() async throws {
        let signer = try await TokenSigner.es256("leaked")
        let text: JSON = ["keys": [signer.jwk.with("d", "AAAA")]]
        let set = try await VerificationKeySet(parsing: text.serialized())
        let token = try JSONWebToken(try signer.token(["exp": 1])[...])
        try set.key(for: token).verify(token)
    }

    @Test func `the fingerprint is of the key and not of its name`() async throws {
        let signer = try await TokenSigner.es256("a")
        let a = try #require(await VerificationKey(signer.jwk))
        let b = try #require(await VerificationKey(signer.jwk.with("kid", "b")))
        let other = try #require(await VerificationKey(try await TokenSigner.es256("a").jwk))
        #expect(a.fingerprint == b.fingerprint)
        #expect(a.fingerprint != other.fingerprint)
    }
}
