import Analytics
import Testing

@testable import Gateway

@Suite struct SessionCookieTests {
    static let identifier = SessionIdentifier()

    @Test(
        arguments: [
            (true, "example.com", "__Host-gateway_session"), (true, nil, "__Host-gateway_session"),
            (false, "localhost:8080", "__Host-gateway_session"), (false, "127.0.0.2", "__Host-gateway_session"),
            (false, "[::1]:8080", "__Host-gateway_session"), (false, "example.com", "gateway_session"),
            (false, nil, "gateway_session"), (false, "localhost.example.com", "gateway_session"),
        ] as [(Bool, String?, String)])
    func `the name follows the connection`(isHTTPS: Bool, host: String?, name: String) {
        let cookie = SessionCookie(isHTTPS: isHTTPS, host: host)
        #expect(cookie.name == name)
        #expect(cookie.isSecure == (name == "__Host-gateway_session"))
    }

    @Test func `the cookie is set for the time the session has left`() {
        let now = Timestamp.now
        let text = Self.identifier.text
        #expect(
            SessionCookie(isHTTPS: true, host: "example.com").setCookie(
                Self.identifier, expiresAt: now.advanced(bySeconds: 28_800), now: now)
                == "__Host-gateway_session=\(text); Path=/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure")
        #expect(
            SessionCookie(isHTTPS: false, host: "example.com").setCookie(Self.identifier, expiresAt: now, now: now)
                == "gateway_session=\(text); Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
        #expect(
            SessionCookie(isHTTPS: true, host: nil).clearing
                == "__Host-gateway_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure")
    }

    /// `%` stands for the identifier.
    @Test(arguments: [
        ["__Host-gateway_session=%"], ["a=b; __Host-gateway_session=%; c=d"], ["a=b", "__Host-gateway_session=%"],
        ["a=b;__Host-gateway_session=%"], [" __Host-gateway_session=% ;"],
        ["__Host-gateway_session=%; __Host-gateway_session=%"], ["gateway_session=x; __Host-gateway_session=%"],
        ["broken; =; ;;__Host-gateway_session=%"],
    ])
    func `the identifier is found`(headers: [String]) throws {
        let cookie = SessionCookie(isHTTPS: true, host: nil)
        let headers = headers.map { $0.replacing("%", with: Self.identifier.text) }
        #expect(try cookie.identifier(in: headers) == Self.identifier)
    }

    @Test(arguments: [
        [], [""], ["a=b"], ["gateway_session=%"], ["__host-gateway_session=%"], ["__Host-gateway_session"],
        ["x__Host-gateway_session=%"], ["__Host-gateway_session =%"],
    ])
    func `another cookie is none`(headers: [String]) throws {
        let cookie = SessionCookie(isHTTPS: true, host: nil)
        let headers = headers.map { $0.replacing("%", with: Self.identifier.text) }
        #expect(try cookie.identifier(in: headers) == nil)
    }

    @Test(arguments: [
        ["__Host-gateway_session="], ["__Host-gateway_session=x"], ["__Host-gateway_session=%x"],
        ["__Host-gateway_session=\"%\""], ["__Host-gateway_session=%; __Host-gateway_session=other"],
        ["__Host-gateway_session=%", "__Host-gateway_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
        ["__Host-gateway_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"],
    ])
    func `a value that was never set is refused`(headers: [String]) {
        let cookie = SessionCookie(isHTTPS: true, host: nil)
        let headers = headers.map { $0.replacing("%", with: Self.identifier.text) }
        #expect(throws: AuthenticationFailure.malformed(.cookie)) { try cookie.identifier(in: headers) }
    }
}
