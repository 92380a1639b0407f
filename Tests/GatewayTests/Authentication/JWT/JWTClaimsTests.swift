import Access
import Analytics
import JSON
import Testing

@testable import Gateway

@Suite struct JWTClaimsTests {
    @Test(
        arguments: [
            ([:], []),
            (["capabilities": ["read", "lookup"]], [.read, .lookup]),
            (["capabilities": "read delete"], [.read, .delete]),
            (["capabilities": ["read", "fly", 1, nil]], [.read]),
            (["capabilities": ["READ", "read write"]], []),
            (["capabilities": 7], []),
            (["scope": "openid profile read"], [.read]),
            (["scope": "read,write"], []),
            (["scope": ["write"]], [.write]),
            (["role": "admin"], [.read, .write, .delete, .lookup]),
            (["role": "support"], [.read, .lookup]),
            (["role": "viewer"], []),
            (["role": "user support"], [.read, .lookup]),
            (["roles": ["x", "admin"]], [.read, .write, .delete, .lookup]),
            (["role": "support", "capabilities": ["write"]], [.read, .write, .lookup]),
            (["role": ["admin": true]], []),
        ] as [(JSON, Set<Capability>)])
    func `capabilities come from the claims that name them`(claims: JSON, capabilities: Set<Capability>) throws {
        #expect(try JWTClaims(claims).capabilities == capabilities)
    }

    @Test(
        arguments: [
            (["sub": "u1", "email": "a@example.com"], "u1", "a@example.com"),
            (["sub": "", "email": nil], nil, nil),
            (["email": "a@example.com", "email_verified": true], nil, "a@example.com"),
            (["email": "a@example.com", "email_verified": false], nil, nil),
            (["email": "a@example.com", "email_verified": "true"], nil, "a@example.com"),
            (["email": "a@example.com", "email_verified": "false"], nil, nil),
            (["email": "a@example.com", "email_verified": 0], nil, nil),
            (["email": "a@example.com", "email_verified": nil], nil, "a@example.com"),
        ] as [(JSON, String?, String?)])
    func `the identity is sub and email`(claims: JSON, distinctID: String?, email: String?) throws {
        #expect(try JWTClaims(claims).identity == Principal.Identity(distinctID: distinctID, email: email))
    }

    @Test(
        arguments: [
            (["sub": "u1", "email": "a@example.com"], "u1"), (["email": "a@example.com"], "a@example.com"),
            ([:], "jwt"), (["sub": "admin-token"], "jwt:admin-token"),
            (["email": "insecure"], "jwt:insecure"),
            (["sub": "custom-token-1"], "jwt:custom-token-1"), (["sub": " Admin-Token"], "jwt: Admin-Token"),
            (["sub": "PostHog"], "jwt:PostHog"), (["sub": "my-admin-token"], "my-admin-token"),
        ] as [(JSON, String)])
    func `the audit log takes nobody for a static token`(claims: JSON, name: String) throws {
        #expect(try JWTClaims(claims).auditName == name)
    }

    @Test(
        arguments: [
            (["sub": 7], "sub"), (["email": ["a"]], "email"), (["exp": "tomorrow"], "exp"), (["exp": true], "exp"),
            (["nbf": [:]], "nbf"), (["iss": 1], "iss"), (["aud": 1], "aud"), (["aud": ["a", 1]], "aud"),
        ] as [(JSON, String)])
    func `a registered claim of another type is refused by its name`(claims: JSON, name: String) {
        #expect(throws: JWTFailure.invalidClaim(name)) { try JWTClaims(claims) }
    }

    @Test(
        arguments: [
            (0, 0), (1_800_000_000, 1_800_000_000_000_000), (1_800_000_000.9, 1_800_000_000_000_000),
            (.integer(.max), .max), (.integer(.min), .min), (1e300, .max), (-1e300, .min), (9.3e18, .max),
        ] as [(JSON, Int64)])
    func `moments of any size are read`(value: JSON, microseconds: Int64) throws {
        #expect(try JWTClaims(["exp": value]).expiresAt == Timestamp(microseconds: microseconds))
    }

    struct PolicyCase: Sendable {
        var issuer: String?
        var audience: String?
        let claims: JSON
        let failure: JWTFailure?
    }

    static let end = Timestamp.now.seconds

    @Test(arguments: [
        PolicyCase(claims: [:], failure: .missingExpiry),
        PolicyCase(claims: ["exp": .integer(end + 1)], failure: nil),
        PolicyCase(claims: ["exp": .integer(end - 59)], failure: nil),
        PolicyCase(claims: ["exp": .integer(end - 60)], failure: .expired),
        PolicyCase(claims: ["exp": .integer(.min)], failure: .expired),
        PolicyCase(claims: ["exp": .integer(.max)], failure: nil),
        PolicyCase(claims: ["exp": .integer(.max), "nbf": .integer(end + 60)], failure: nil),
        PolicyCase(claims: ["exp": .integer(.max), "nbf": .integer(end + 61)], failure: .notYetValid),
        PolicyCase(claims: ["exp": .integer(.max), "nbf": .integer(.max)], failure: .notYetValid),
        PolicyCase(issuer: "i", claims: ["exp": .integer(.max), "iss": "i"], failure: nil),
        PolicyCase(issuer: "i", claims: ["exp": .integer(.max), "iss": "I"], failure: .wrongIssuer),
        PolicyCase(issuer: "i", claims: ["exp": .integer(.max)], failure: .wrongIssuer),
        PolicyCase(claims: ["exp": .integer(.max), "iss": "any", "aud": "any"], failure: nil),
        PolicyCase(audience: "a", claims: ["exp": .integer(.max), "aud": "a"], failure: nil),
        PolicyCase(audience: "a", claims: ["exp": .integer(.max), "aud": ["b", "a"]], failure: nil),
        PolicyCase(audience: "a", claims: ["exp": .integer(.max), "aud": ["b"]], failure: .wrongAudience),
        PolicyCase(audience: "a", claims: ["exp": .integer(.max)], failure: .wrongAudience),
    ])
    func `claims are accepted in their time, from their issuer, for their audience`(example: PolicyCase) throws {
        let policy = JWTPolicy(issuer: example.issuer, audience: example.audience)
        let claims = try JWTClaims(example.claims)
        if let failure = example.failure {
            #expect(throws: failure) { try policy.check(claims, at: .now) }
        } else {
            #expect(try policy.check(claims, at: .now) > .now)
        }
    }
}
