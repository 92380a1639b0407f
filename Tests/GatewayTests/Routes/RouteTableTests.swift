import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct RouteTableTests {
    @Test(
        "a route answers who may call it, and nobody else",
        arguments: [
            ("/health", 200, 200, 200, 200), ("/ready", 200, 200, 200, 200), ("/metrics", 401, 200, 200, 200),
            ("/api/analytics/user/activity?user_id=nobody", 401, 403, 403, 404),
            ("/api/analytics/user/journey?user_id=nobody", 401, 403, 403, 404),
            ("/api/analytics/user/events?user_id=nobody", 401, 403, 403, 404),
            ("/api/analytics/user/errors?user_id=nobody", 401, 403, 403, 404),
            ("/api/analytics/user/slow-requests?user_id=nobody", 401, 403, 403, 404),
            ("/api/analytics/request/none", 401, 404, 404, 404),
            ("/api/analytics/users?query=abc", 401, 403, 403, 200),
            ("/api/auth/session", 401, 200, 200, 200), ("/api/audit", 401, 403, 403, 403),
        ])
    func matrix(path: String, nobody: Int, read: Int, write: Int, support: Int) async throws {
        let gateway = try await GatewayFixture()
        #expect(try await gateway.get(path, token: nil).status == nobody)
        #expect(try await gateway.get(path, token: "read-token-0123456789").status == read)
        #expect(try await gateway.get(path, token: "write-token-0123456789").status == write)
        #expect(try await gateway.get(path, token: "support-token-0123456789").status == support)
    }

    @Test func unknownPathsAndMethodsAreProblems() async throws {
        let gateway = try await GatewayFixture()
        let missing = try await gateway.get("/api/nothing/here")
        #expect(missing.status == 404)
        #expect(missing.headers[.contentType] == "application/problem+json")
        #expect(missing.json["request_id"]?.stringValue == missing.headers[.requestID])

        let wrong = try await gateway.send(.put, "/health")
        #expect(wrong.status == 405)
        #expect(wrong.headers[.allow] == "GET, HEAD, OPTIONS")
        let options = try await gateway.send(.options, "/api/auth/session")
        #expect(options.status == 204)
        #expect(options.headers[.allow] == "DELETE, GET, HEAD, OPTIONS, POST")
    }

    @Test func aMethodThatDoesNotExistIsNotTakenForAnUnknownPath() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.send(try #require(.init(rawValue: "BREW")), "/health")
        #expect(answer.status == 501)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test func metricsAreOpenOnThisMachineOnly() async throws {
        let gateway = try await GatewayFixture()
        #expect(try await gateway.send(.get, "/metrics", clientAddress: "127.0.0.1").status == 200)
        #expect(try await gateway.send(.get, "/metrics", clientAddress: "192.0.2.1").status == 401)
    }

    @Test(
        "insecure mode is for clients on this machine, and for those without a web server",
        arguments: [
            ("127.0.0.1", 200), ("::1", 200), ("127.9.9.9", 200), ("", 200), ("203.0.113.9", 403), ("2001:db8::1", 403),
            ("::ffff:203.0.113.9", 403), ("unknown", 403),
        ])
    func otherMachines(address: String, status: Int) async throws {
        let gateway = try await GatewayFixture(["INSECURE_MODE": "true"])
        for path in ["/api/audit", "/api/auth/session", "/api/feature_flag/local_evaluation"] {
            #expect(try await gateway.send(.get, path, clientAddress: address).status == status)
        }
    }

    @Test func noPageOfAnotherSiteReadsInInsecureMode() async throws {
        let gateway = try await GatewayFixture(["INSECURE_MODE": "true"])
        for (site, status) in [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)] {
            let answer = try await gateway.send(
                .get, "/api/feature_flag/local_evaluation", headers: [.secFetchSite: site], clientAddress: "127.0.0.1")
            #expect(answer.status == status)
        }
    }

    @Test func insecureModeGrantsEverythingAndSaysSo() async throws {
        let gateway = try await GatewayFixture(["INSECURE_MODE": "true"])
        #expect(try await gateway.send(.get, "/api/audit", clientAddress: "127.0.0.1").status == 200)
        #expect(try await gateway.get("/health", token: nil).json["warning"] != nil)
        #expect(try await gateway.send(.get, "/api/auth/session", clientAddress: "127.0.0.1").json["insecure"] == true)
    }
}
