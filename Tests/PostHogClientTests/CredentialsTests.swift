import JSON
import Testing

@testable import PostHogClient

struct CredentialsTests {
    @Test(arguments: [
        ["apiKey": "phx_1", "baseUrl": "eu.posthog.com", "projectId": "7"],
        ["api_key": "phx_1", "base_url": "https://eu.i.posthog.com", "project_id": "7"],
        ["POSTHOG_API_KEY": "phx_1", "POSTHOG_HOST": "eu.posthog.com", "POSTHOG_PROJECT_ID": " 7 "],
        ["POSTHOG_SECRET_KEY": "phx_1", "POSTHOG_HOST": "eu.posthog.com", "projectId": "7", "apiKey": " "],
    ]) func everySpellingIsRead(_ values: [String: String]) throws {
        let credentials = try PostHogCredentials(values)
        #expect(credentials.apiKey == "phx_1")
        #expect(credentials.host == .eu)
        #expect(credentials.projectID == "7")
    }

    @Test(
        arguments: [
            ([:], ["api_key", "base_url", "project_id"]), (["apiKey": "phx_1"], ["base_url", "project_id"]),
            (["apiKey": "", "baseUrl": "us.posthog.com", "project_id": "1"], ["api_key"]),
        ] as [([String: String], [String])]) func everythingMissingIsNamed(
            _ values: [String: String], _ missing: [String]
        ) throws
    {
        let error = try #require(throws: PostHogError.self) { try PostHogCredentials(values) }
        #expect(error.code == "missing_credentials")
        #expect(error.attr == missing.first)
        for name in ["api_key", "base_url", "project_id"] {
            #expect(error.detail.contains("\(name) (or") == missing.contains(name))
        }
    }

    @Test(arguments: [
        ("project_id", ["apiKey": "k", "baseUrl": "us.posthog.com", "projectId": "../1"]),
        ("project_id", ["apiKey": "k", "baseUrl": "us.posthog.com", "projectId": "12345678901234567890"]),
        ("base_url", ["apiKey": "k", "baseUrl": "ftp://x", "projectId": "1"]),
        ("api_key", ["apiKey": "a\r\nX-Evil: 1", "baseUrl": "us.posthog.com", "projectId": "1"]),
        ("project_token", ["apiKey": "k", "baseUrl": "us.posthog.com", "projectId": "1", "projectToken": "a b"]),
    ]) func aWrongValueIsNamedAndKeysAreNotShown(_ field: String, _ values: [String: String]) throws {
        let error = try #require(throws: PostHogError.self) { try PostHogCredentials(values) }
        #expect(error.attr == field)
        #expect(!error.detail.contains("Evil"))
    }

    @Test func aProjectMayBeANumberInJSON() throws {
        let credentials = try PostHogCredentials(json: [
            "api_key": "phx_1", "base_url": "us.posthog.com", "project_id": 12, "more": [1],
        ])
        #expect(credentials.projectID == "12")
        #expect(throws: PostHogError.self) { try PostHogCredentials(json: []) }
    }

    @Test func printingNeverShowsAKey() throws {
        let credentials = try PostHogCredentials(apiKey: "phx_abc", projectID: "1", projectToken: "phc_def")
        var dumped = ""
        dump(PostHogConfiguration(credentials: credentials), to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), String(describing: [credentials]), dumped] {
            #expect(!text.contains("phx_abc"))
            #expect(!text.contains("phc_def"))
        }
    }

    @Test func anExchangeShowsBodiesWithoutKeys() async throws {
        try await TestServer.run { _, _, _ in
            .json([
                "id": 7, "api_token": "phc_token_of_the_test", "secret_api_token": "phs_something",
                "jwt": "eyJhbGciOiJIUzI1NiJ9.x-y",
            ])
        } test: { server, _ in
            let log = ExchangeLog()
            var configuration = try server.configuration
            configuration.onExchange = { log.append($0) }
            let client = PostHogClient(configuration)
            _ = try await client.project()
            _ = try? await client.capture(PostHogCaptureEvent(event: "graph_seen", distinctID: "ph_u"))
            let texts = log.exchanges.map { $0.requestBody + $0.answerBody }
            #expect(log.exchanges.map(\.path) == ["/api/projects/7/", "/batch/"])
            #expect(log.exchanges.map(\.status) == [200, 200])
            for text in texts {
                for secret in ["phc_token", "phs_some", "phx_", "eyJ"] { #expect(!text.contains(secret)) }
            }
            #expect(texts.last?.contains("graph_seen") == true)
        }
    }
}
