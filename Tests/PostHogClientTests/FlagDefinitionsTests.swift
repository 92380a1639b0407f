import JSON
import Testing

@testable import PostHogClient

struct FlagDefinitionsTests {
    private static let body: JSON = ["flags": [], "group_type_mapping": [:], "cohorts": [:]]

    @Test func definitionsComeOnceAndThenOnlyWhenTheyChange() async throws {
        try await TestServer.run { request, _, _ in
            request.headers["if-none-match"] == "W/\"v1\""
                ? .answer(status: 304, headers: ["ETag": "W/\"v1\""], body: [])
                : .json(Self.body, headers: ["ETag": "W/\"v1\""])
        } test: { server, client in
            guard case .definitions(let definitions) = try await client.flagDefinitions() else {
                Issue.record("no definitions")
                return
            }
            #expect(definitions.etag == "W/\"v1\"")
            #expect(definitions.body == Self.body.serialized())
            guard case .notModified(let etag) = try await client.flagDefinitions(ifNoneMatch: definitions.etag) else {
                Issue.record("definitions again")
                return
            }
            #expect(etag == "W/\"v1\"")
            for request in server.requests {
                #expect(request.path == "/flags/definitions")
                #expect(request.parameters == ["token": "phc_token_of_the_test", "send_cohorts": ""])
                #expect(request.headers["authorization"] == "Bearer phx_secret_of_the_test")
            }
        }
    }

    /// An unasked 304 is a redirect status like any other.
    @Test(arguments: [
        (TestServer.Reply.json([:]), PostHogError.Kind.malformed), (.json([]), .malformed),
        (.json(["flags": nil]), .malformed), (.text("", status: 200), .malformed),
        (.text("", status: 304), .redirected),
        (.text("quota", status: 402), .quota),
        (.json(["flags": [], "quotaLimited": ["feature_flags"]]), .quota),
        (.text("cache miss", status: 503), .server), (.json(["detail": "no"], status: 401), .authentication),
    ]) func whatIsNoSetOfFlagsNeverLooksLikeOne(
        _ reply: TestServer.Reply, _ kind: PostHogError.Kind
    ) async throws {
        try await TestServer.run { _, _, _ in
            reply
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) { _ = try await client.flagDefinitions() }
            #expect(error?.kind == kind)
        }
    }

    @Test func theTokenIsLookedUpOnce() async throws {
        try await TestServer.run { request, _, _ in
            request.path == "/flags/definitions" ? .json(Self.body) : .json(["id": 7, "api_token": "phc_found"])
        } test: { server, _ in
            var configuration = try server.configuration
            configuration.credentials = try PostHogCredentials(
                apiKey: "phx_x", host: PostHogHost(server.address), projectID: "7")
            let client = PostHogClient(configuration)
            for _ in 0..<3 { _ = try await client.flagDefinitions() }
            #expect(server.requests.filter { $0.path == "/api/projects/7/" }.count == 1)
            #expect(server.requests.last?.parameters["token"] == "phc_found")
        }
    }
}
