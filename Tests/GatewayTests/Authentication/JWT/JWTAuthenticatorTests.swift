import Access
import Analytics
import Crypto
import JSON
import Logging
import OrderedCollections
import Testing

@testable import Gateway

@Suite struct JWTAuthenticatorTests {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    static let claims: JSON = [
        "sub": "u1", "email": "u1@example.com", "scope": "read lookup", "exp": .integer(Timestamp.now.seconds + 600),
    ]

    private func authenticate(
        _ token: String, _ authenticator: JWTAuthenticator, at now: Timestamp = .now
    ) async throws -> Authentication {
        try await authenticator.authenticate(token[...], digest: SHA256.hash(credential: token), at: now)
    }

    private func secretAuthenticator(issuer: String? = nil, audience: String? = nil) async throws -> JWTAuthenticator {
        try await JWTAuthenticator(
            settings: JWTSettings(secret: TokenSigner.secret, issuer: issuer, audience: audience), logger: Self.logger)
    }

    /// An authenticator with the public keys of some signers, and the directory that holds them.
    private func keyAuthenticator(
        _ keySet: String, secret: String? = nil
    ) async throws -> (JWTAuthenticator, TemporaryDirectory) {
        let directory = try TemporaryDirectory()
        try directory.write(keySet, to: "keys.json")
        let settings = JWTSettings(secret: secret, keySetFile: directory.path + "/keys.json")
        return (try await JWTAuthenticator(settings: settings, logger: Self.logger), directory)
    }

    @Test func `a JWT of the shared secret speaks for its person`() async throws {
        let token = try await TokenSigner.hs256().token(Self.claims)
        let authentication = try await authenticate(token, secretAuthenticator())
        #expect(
            authentication.principal
                == Principal(
                    subject: "u1", method: .jwt, capabilities: [.read, .lookup],
                    identity: .init(distinctID: "u1", email: "u1@example.com")))
        #expect(authentication.expiresAt == Timestamp.now.advanced(bySeconds: 600))
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA", "RS256 undeclared"])
    func `a JWT of a key in the set is accepted`(kind: String) async throws {
        let signer =
            switch kind {
            case "RS256": try await TokenSigner.rs256()
            case "PS256": try await TokenSigner.ps256()
            case "ES256": try await TokenSigner.es256()
            case "EdDSA": try await TokenSigner.eddsa()
            default: try await TokenSigner.rs256(declared: nil)
            }
        let other = try await TokenSigner.es256("other")
        let (authenticator, directory) = try await keyAuthenticator(TokenSigner.keySet(other, signer))
        let authentication = try await authenticate(signer.token(Self.claims), authenticator)
        #expect(authentication.principal.subject == "u1")
        withExtendedLifetime(directory) {}
    }

    @Test(
        arguments: [
            (["exp": .integer(Timestamp.now.seconds - 60)], .expired),
            (["nbf": .integer(Timestamp.now.seconds + 120)], .notYetValid),
            (["exp": nil], .missingExpiry), (["exp": "never"], .invalidClaim("exp")),
            (["iss": "someone"], .wrongIssuer), (["iss": nil], .wrongIssuer), (["aud": ["x"]], .wrongAudience),
            (["aud": nil], .wrongAudience), (["sub": 5], .invalidClaim("sub")),
        ] as [(JSON, JWTFailure)])
    func `claims that are not right are refused with their reason`(change: JSON, failure: JWTFailure) async throws {
        var claims = Self.claims.with("iss", "issuer").with("aud", "gateway")
        let authenticator = try await secretAuthenticator(issuer: "issuer", audience: "gateway")
        let signer = try await TokenSigner.hs256()
        _ = try await authenticate(signer.token(claims), authenticator)
        for (name, value) in change.objectValue ?? [:] { claims = claims.with(name, value) }
        let token = try signer.token(claims)
        await #expect(throws: AuthenticationFailure.jwt(failure)) { try await authenticate(token, authenticator) }
    }

    @Test(
        arguments: [
            ("none", .unsupportedAlgorithm), ("None", .unsupportedAlgorithm), ("", .unsupportedAlgorithm),
            ("HS512", .unsupportedAlgorithm), ("RS256", .unsupportedAlgorithm), ("hs256", .unsupportedAlgorithm),
            (nil, .malformed), (7, .malformed),
        ] as [(JSON, JWTFailure)])
    func `only HS256 is for the secret`(algorithm: JSON, failure: JWTFailure) async throws {
        let token = try await TokenSigner.hs256().token(Self.claims, header: ["alg": algorithm])
        let authenticator = try await secretAuthenticator()
        await #expect(throws: AuthenticationFailure.jwt(failure)) { try await authenticate(token, authenticator) }
        let unsigned = String(token[...(token.lastIndex(of: ".") ?? token.startIndex)])
        await #expect(throws: AuthenticationFailure.jwt(failure)) { try await authenticate(unsigned, authenticator) }
    }

    @Test(
        arguments: [
            (["crit": ["exp"], "exp": 1], .criticalExtension), (["crit": []], .criticalExtension),
            (["kid": 7], .malformed), (["kid": nil], .malformed),
        ] as [(JSON, JWTFailure)])
    func `a header that asks for more is refused`(header: JSON, failure: JWTFailure) async throws {
        let token = try await TokenSigner.hs256().token(Self.claims, header: header)
        let authenticator = try await secretAuthenticator()
        await #expect(throws: AuthenticationFailure.jwt(failure)) { try await authenticate(token, authenticator) }
    }

    @Test func `a key in the header is not used`() async throws {
        let owner = try await TokenSigner.es256("known")
        let stranger = try await TokenSigner.es256("known")
        let (authenticator, directory) = try await keyAuthenticator(TokenSigner.keySet(owner))
        let token = try stranger.token(Self.claims, header: ["jwk": stranger.jwk])
        await #expect(throws: AuthenticationFailure.jwt(.invalidSignature)) {
            try await authenticate(token, authenticator)
        }
        withExtendedLifetime(directory) {}
    }

    @Test func `a public key is never taken for a secret`() async throws {
        let signer = try await TokenSigner.rs256()
        let keySet = TokenSigner.keySet(signer)
        let (withoutSecret, first) = try await keyAuthenticator(keySet)
        let (withSecret, second) = try await keyAuthenticator(keySet, secret: TokenSigner.secret)
        let modulus = try #require(signer.jwk["n"]?.stringValue)
        for secret in [modulus, signer.jwk.text, keySet] {
            let forged = try await TokenSigner.hs256(secret).token(Self.claims, header: ["kid": "rsa-1"])
            await #expect(throws: AuthenticationFailure.jwt(.unsupportedAlgorithm)) {
                try await authenticate(forged, withoutSecret)
            }
            await #expect(throws: AuthenticationFailure.jwt(.invalidSignature)) {
                try await authenticate(forged, withSecret)
            }
        }
        withExtendedLifetime((first, second)) {}
    }

    @Test func `a key is for one algorithm only`() async throws {
        let (authenticator, directory) = try await keyAuthenticator(TokenSigner.keySet(try await .rs256()))
        let token = try await TokenSigner.ps256().token(Self.claims)
        await #expect(throws: AuthenticationFailure.jwt(.unsupportedAlgorithm)) {
            try await authenticate(token, authenticator)
        }
        let relabelled = try await TokenSigner.ps256().token(Self.claims, header: ["alg": "RS256"])
        await #expect(throws: AuthenticationFailure.jwt(.invalidSignature)) {
            try await authenticate(relabelled, authenticator)
        }
        withExtendedLifetime(directory) {}
    }

    @Test func `a token that was changed anywhere is refused`() async throws {
        for signer in [try await TokenSigner.hs256(), try await .es256()] {
            let (authenticator, directory) = try await keyAuthenticator(
                TokenSigner.keySet(signer.jwk.isNull ? try await .eddsa() : signer), secret: TokenSigner.secret)
            let token = try signer.token(Self.claims)
            _ = try await authenticate(token, authenticator)
            for offset in stride(from: 0, to: token.utf8.count, by: 7) {
                var bytes = Array(token.utf8)
                bytes[offset] = bytes[offset] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let changed = String(decoding: bytes, as: UTF8.self)
                await #expect(throws: AuthenticationFailure.self) { try await authenticate(changed, authenticator) }
            }
            withExtendedLifetime(directory) {}
        }
    }

    @Test(arguments: [
        "..", "a.b.c", "a.b", ".", "", "a.b.c.d", "eyJhbGciOiJIUzI1NiJ9..", "eyJhbGciOiJIUzI1NiJ9.e30.",
        "W10.e30.AAAA", "bnVsbA.e30.AAAA", "eyJhbGciOiJIUzI1NiJ9.e30.****", "eyJhbGciOiJIUzI1NiJ9.e30=.AAAA",
    ])
    func `garbage is refused`(token: String) async throws {
        let authenticator = try await secretAuthenticator()
        await #expect(throws: AuthenticationFailure.self) { try await authenticate(token, authenticator) }
    }

    @Test func `deeply nested JSON is refused`() async throws {
        let signer = try await TokenSigner.hs256()
        let authenticator = try await secretAuthenticator()
        let deep = String(repeating: "[", count: 3_000) + String(repeating: "]", count: 3_000)
        for token in [
            try signer.token(headerText: "{\"alg\":\"HS256\",\"x\":\(deep)}", claimsText: Self.claims.text),
            try signer.token(headerText: "{\"alg\":\"HS256\"}", claimsText: "{\"exp\":9999999999,\"x\":\(deep)}"),
            try signer.token(headerText: "{\"alg\":\"HS256\"}", claimsText: "[1]"),
            try signer.token(headerText: "{\"alg\":\"HS256\"}", claimsText: "{\"exp\":9999999999"),
            try signer.token(headerText: "{\"alg\":\"HS256\"}", claimsText: "{\"exp\":1e999}"),
        ] {
            await #expect(throws: AuthenticationFailure.jwt(.malformed)) {
                try await authenticate(token, authenticator)
            }
        }
    }

    @Test func `a token without key id means the only key of its algorithm`() async throws {
        let first = try await TokenSigner.es256(nil)
        let (one, firstDirectory) = try await keyAuthenticator(TokenSigner.keySet(first, try await .eddsa()))
        _ = try await authenticate(first.token(Self.claims), one)
        let (two, secondDirectory) = try await keyAuthenticator(TokenSigner.keySet(first, try await .es256()))
        let token = try first.token(Self.claims)
        await #expect(throws: AuthenticationFailure.jwt(.unknownKey)) { try await authenticate(token, two) }
        withExtendedLifetime((firstDirectory, secondDirectory)) {}
    }

    @Test func `a remembered token ends when it would have ended`() async throws {
        let authenticator = try await secretAuthenticator()
        let token = try await TokenSigner.hs256().token(Self.claims)
        for seconds in [0, 1, 600, 659] as [Int64] {
            _ = try await authenticate(token, authenticator, at: .now.advanced(bySeconds: seconds))
        }
        await #expect(throws: AuthenticationFailure.jwt(.expired)) {
            try await authenticate(token, authenticator, at: .now.advanced(bySeconds: 660))
        }
    }

    @Test func `keys in the file change without a restart, and remembered tokens with them`() async throws {
        let old = try await TokenSigner.es256("old")
        let new = try await TokenSigner.es256("new")
        let (authenticator, directory) = try await keyAuthenticator(TokenSigner.keySet(old))
        _ = try await authenticate(old.token(Self.claims), authenticator)
        let oldToken = try old.token(Self.claims)
        _ = try await authenticate(oldToken, authenticator)

        try directory.write(TokenSigner.keySet(new, old), to: "keys.json")
        var now = Timestamp.now.advanced(bySeconds: 2)
        _ = try await authenticate(new.token(Self.claims), authenticator, at: now)
        _ = try await authenticate(oldToken, authenticator, at: now)

        try directory.write(TokenSigner.keySet(new), to: "keys.json")
        now = now.advanced(bySeconds: 2)
        await #expect(throws: AuthenticationFailure.jwt(.unknownKey)) {
            try await authenticate(oldToken, authenticator, at: now)
        }

        for broken in ["", "{", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"] {
            try directory.write(broken, to: "keys.json")
            now = now.advanced(bySeconds: 2)
            _ = try await authenticate(new.token(Self.claims), authenticator, at: now)
        }
        try directory.write(TokenSigner.keySet(old), to: "keys.json")
        now = now.advanced(bySeconds: 2)
        _ = try await authenticate(oldToken, authenticator, at: now)
    }

    @Test(arguments: [
        (JWTSettings(secret: "s3cret"), "JWT_SECRET has 6 bytes; allowed: at least 32 bytes"),
        (JWTSettings(keySetFile: "/nonexistent/keys.json"), "JWT_JWKS_FILE names a file that cannot be read"),
        (JWTSettings(keySetURL: "http://keys.example/"), "JWT_JWKS_URL is not https"),
        (JWTSettings(keySetURL: "ftp://127.0.0.1/"), "JWT_JWKS_URL is not https"),
        (JWTSettings(keySetURL: "keys.example"), "JWT_JWKS_URL is not a URL"),
        (JWTSettings(keySetURL: "https://s3cret:s3cret@keys.example/"), "JWT_JWKS_URL holds a user name or password"),
        (JWTSettings(keySetURL: "http://127.0.0.1.keys.example/"), "JWT_JWKS_URL is not https"),
    ])
    func `a wrong setting stops the start`(settings: JWTSettings, text: String) async throws {
        let error = await #expect(throws: SettingError.self) {
            try await JWTAuthenticator(settings: settings, logger: Self.logger)
        }
        #expect(error?.description.hasPrefix(text) == true)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test(arguments: [
        "https://keys.example/a?b=c", "http://localhost:8080/keys", "http://127.0.0.1/keys", "http://[::1]:1/keys",
    ])
    func `an address that cannot be tampered with is allowed`(url: String) throws {
        #expect(try JWTSettings(keySetURL: url).validatedKeySetURL() == url)
    }

    @Test(arguments: [
        (JWTSettings(keySetURL: "https://keys.example/"), true), (JWTSettings(keySetFile: "keys.json"), true),
        (JWTSettings(keySetURL: "https://keys.example/", audience: "gateway"), false),
        (JWTSettings(secret: TokenSigner.secret), false), (JWTSettings(), false),
    ])
    func `keys of an issuer without an audience are warned about`(settings: JWTSettings, isWarned: Bool) {
        #expect(settings.warnings.isEmpty != isWarned)
    }

    @Test func `settings that are empty are not set`() {
        #expect(!JWTSettings { _ in "" }.isEnabled)
        #expect(!JWTSettings { $0 == "JWT_ISSUER" ? "i" : nil }.isEnabled)
        #expect(JWTSettings { $0 == "JWT_SECRET" ? "s" : nil }.isEnabled)
    }
}
