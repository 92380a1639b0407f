import Access
import Analytics
import JSON
import Testing

@testable import Gateway

@Suite struct AuthenticatorTests {
    static let cookie = SessionCookie(isHTTPS: true, host: nil)

    private func authenticate(
        _ fixture: AuthenticationFixture, authorization: String? = nil, apiKey: String? = nil, cookies: [String] = []
    ) async throws -> Authentication {
        try await fixture.authenticator.authenticate(
            RequestCredentials(authorization: authorization, apiKey: apiKey, cookies: cookies, cookie: Self.cookie),
            at: .now)
    }

    @Test(arguments: ["Bearer %", "bearer %", "BEARER   %"])
    func `a bearer token is accepted`(header: String) async throws {
        let fixture = try await AuthenticationFixture()
        let header = header.replacing("%", with: AuthenticationFixture.adminToken)
        let authentication = try await authenticate(fixture, authorization: header)
        #expect(authentication.principal.subject == "admin-token")
        #expect(authentication.principal.method == .token)
        #expect(authentication.expiresAt == nil)
    }

    @Test func `an API key is accepted, and a JWT in its place`() async throws {
        let fixture = try await AuthenticationFixture(jwt: JWTSettings(secret: TokenSigner.secret))
        #expect(
            try await authenticate(fixture, apiKey: AuthenticationFixture.readToken).principal.subject == "read-token")
        let token = try await TokenSigner.hs256().token(["sub": "u1", "exp": .integer(Timestamp.now.seconds + 1)])
        #expect(try await authenticate(fixture, apiKey: token).principal.method == .jwt)
        #expect(try await authenticate(fixture, authorization: "Bearer \(token)").principal.method == .jwt)
    }

    @Test(
        arguments: [
            (nil, nil, .missing), ("", nil, .malformed(.notBearer)), ("Bearer", nil, .malformed(.notBearer)),
            ("Basic YTpi", nil, .malformed(.notBearer)), ("admin-token-for-tests", nil, .malformed(.notBearer)),
            ("Bearer ", nil, .malformed(.token)), ("Bearer a b", nil, .malformed(.token)),
            ("Bearer a\u{0}b", nil, .malformed(.token)), ("Bearer \u{1F600}", nil, .malformed(.token)),
            ("Bearer wrong", nil, .unknownToken), ("Bearer a.b.c", nil, .unknownToken), (nil, "", .malformed(.token)),
            (nil, "wrong", .unknownToken), ("Bearer wrong", "admin-token-for-tests", .unknownToken),
        ] as [(String?, String?, AuthenticationFailure)])
    func `anything else is refused`(authorization: String?, apiKey: String?, failure: AuthenticationFailure)
        async throws
    {
        let fixture = try await AuthenticationFixture()
        await #expect(throws: failure) {
            try await authenticate(fixture, authorization: authorization, apiKey: apiKey)
        }
    }

    @Test func `a huge token is refused before any work`() async throws {
        let fixture = try await AuthenticationFixture(jwt: JWTSettings(secret: TokenSigner.secret))
        let huge = try await TokenSigner.hs256().token(["x": .string(String(repeating: "x", count: 75_000))])
        #expect(huge.utf8.count > 100_000)
        await #expect(throws: AuthenticationFailure.malformed(.tooLong)) {
            try await authenticate(fixture, authorization: "Bearer \(huge)")
        }
        await #expect(throws: AuthenticationFailure.malformed(.tooLong)) {
            try await authenticate(fixture, apiKey: huge)
        }
    }

    @Test func `beside a token the cookie is not looked at`() async throws {
        let fixture = try await AuthenticationFixture()
        let identifier = try await fixture.signIn().identifier.text
        let cookies = ["\(Self.cookie.name)=\(identifier)"]
        #expect(try await authenticate(fixture, cookies: cookies).principal.subject == "admin-token")
        let both = try await authenticate(
            fixture, authorization: "Bearer \(AuthenticationFixture.readToken)", cookies: cookies)
        #expect(both.principal.subject == "read-token")
        #expect(both.principal.method == .token)
        await #expect(throws: AuthenticationFailure.unknownToken) {
            try await authenticate(fixture, authorization: "Bearer wrong", cookies: cookies)
        }
        await #expect(throws: AuthenticationFailure.unknownToken) {
            try await authenticate(fixture, apiKey: "wrong", cookies: cookies)
        }
    }

    @Test func `another scheme does not stand in a session's way`() async throws {
        let fixture = try await AuthenticationFixture()
        let identifier = try await fixture.signIn().identifier.text
        let authentication = try await authenticate(
            fixture, authorization: "Basic YTpi", cookies: ["\(Self.cookie.name)=\(identifier)"])
        #expect(authentication.principal.method == .session)
    }

    @Test(arguments: [nil, "Bearer wrong", "Basic x"])
    func `insecure mode grants everything`(authorization: String?) async throws {
        let fixture = try await AuthenticationFixture(isInsecure: true)
        let principal = try await authenticate(fixture, authorization: authorization).principal
        #expect(principal.method == .insecure)
        #expect(principal.capabilities == Set(Capability.allCases))
    }

    @Test func `a caller is nobody's user where looking oneself up is switched off`() async throws {
        var settings = JWTSettings(secret: TokenSigner.secret)
        let claims: JSON = ["sub": "u1", "capabilities": ["read"], "exp": 4_000_000_000]
        let token = try await TokenSigner.hs256(TokenSigner.secret).token(claims)
        for isAllowed in [true, false] {
            settings.allowsSelfLookup = isAllowed
            let fixture = try await AuthenticationFixture(jwt: settings)
            let principal = try await authenticate(fixture, authorization: "Bearer \(token)").principal
            #expect(principal.identity?.distinctID == (isAllowed ? "u1" : nil))
            #expect(principal.capabilities == [.read])
            #expect(principal.subject == "u1")
        }
    }

    @Test func `no failure tells what was sent`() async throws {
        let fixture = try await AuthenticationFixture(jwt: JWTSettings(secret: TokenSigner.secret))
        let token = try await TokenSigner.hs256("another-secret-of-32-bytes-length").token(["sub": "s3cret"])
        for header in ["Basic s3cret", "Bearer s3cret", "Bearer s3cret s3cret", "Bearer \(token)", "Bearer s3.cr.et"] {
            let failure = await #expect(throws: AuthenticationFailure.self) {
                try await authenticate(fixture, authorization: header)
            }
            let text = (failure?.description ?? "s3cret") + (failure?.challenge ?? "s3cret")
            #expect(!text.contains("s3"))
            #expect(!text.contains(token))
            #expect(failure?.challenge?.hasPrefix("Bearer") == true)
        }
    }
}
