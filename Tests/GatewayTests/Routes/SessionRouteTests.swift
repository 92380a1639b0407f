import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct SessionRouteTests {
    private static let pageHeaders: HTTPFields = [.requestedBy: "gateway", .secFetchSite: "same-origin"]

    private func signIn(_ gateway: GatewayFixture, token: String) async throws -> GatewayFixture.Answer {
        try await gateway.post("/api/auth/session", json: ["token": .string(token)], headers: Self.pageHeaders)
    }

    @Test func aSessionOpensAnswersAndEnds() async throws {
        let gateway = try await GatewayFixture()
        let opened = try await signIn(gateway, token: "admin-token-0123456789")
        #expect(opened.status == 200)
        #expect(opened.json["capabilities"] == ["read", "write", "delete", "lookup"])
        let setCookie = try #require(opened.headers[.setCookie])
        #expect(setCookie.hasPrefix("__Host-gateway_session="))
        for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/", "; Secure"] {
            #expect(setCookie.contains(attribute))
        }
        let cookie = String(setCookie.prefix { $0 != ";" })
        let headers: HTTPFields = [.cookie: cookie]
        #expect(try await gateway.send(.get, "/api/auth/session", headers: headers).json["method"] == "session")

        let forged = try await gateway.send(.delete, "/api/auth/session", headers: headers)
        #expect(forged.status == 403)
        var own = Self.pageHeaders
        own[.cookie] = cookie
        #expect(try await gateway.send(.delete, "/api/auth/session", headers: own).status == 204)
        #expect(try await gateway.send(.get, "/api/auth/session", headers: headers).status == 401)
    }

    @Test func failuresSlowTheClientDownEvenForTheRightToken() async throws {
        let gateway = try await GatewayFixture()
        for _ in 0..<5 {
            #expect(try await signIn(gateway, token: "wrong-token-0123456789").status == 401)
        }
        let answer = try await signIn(gateway, token: "admin-token-0123456789")
        #expect(answer.status == 429)
        #expect(answer.headers[.retryAfter] == "1")
        #expect(answer.json["retry_after"] == 1)
    }

    @Test func theDocumentedNameDoesTheSame() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.post(
            "/api/auth/new_auth_route", json: ["token": "read-token-0123456789"])
        #expect(answer.status == 200)
        #expect(answer.json["subject"] == "read-token")
    }

    @Test(
        "a wrong body is named",
        arguments: [
            ("application/json", "{}", 400), ("application/json", "[]", 400),
            ("application/json", "{\"token\":1}", 400),
            ("application/json", "{", 400), ("application/json ; charset=utf-8", "{}", 400),
            ("text/plain", "{\"token\":\"x\"}", 415),
        ])
    func wrongBodies(contentType: String, body: String, status: Int) async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.send(
            .post, "/api/auth/session", headers: [.contentType: contentType], body: Array(body.utf8))
        #expect(answer.status == status)
    }

    @Test func aBodyOverTheBoundIsToldTheBound() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.post(
            "/api/auth/session", json: ["token": .string(String(repeating: "x", count: 65_536))])
        #expect(answer.status == 413)
        #expect(answer.json["errors"]?[0]?["field"] == "body")
        #expect(answer.json["errors"]?[0]?["rule"] == "at most 65536 bytes")
    }
}
