import Foundation
import JSON
import PostHogClient
import Testing

/// The examples of ``PostHogClient`` as a whole, of credentials and of envelopes.
@Suite(LiveServer.condition)
struct ClientExamples {
    @Test func aClientIsMadeOfCredentials() async throws {
        let credentials = try PostHogCredentials(
            apiKey: "phx_0123456789", host: PostHogHost("eu.posthog.com"), projectID: "7")
        let client = PostHogClient(PostHogConfiguration(credentials: credentials))

        #expect(client.configuration.credentials.host == .eu)
    }

    @Test func theFirstQuery() async throws {
        let client = try await LiveProject.example().client

        let result = try await client.query(
            "select event, count() as n from events where distinct_id = {id} group by event order by n desc limit 10",
            values: ["id": "user-1"], name: "support: events of a user")
        for row in result.rows { print(row[0], row[1]) }

        #expect(result.rows.count == 3)
    }

    @Test func credentialsFromTheEnvironment() async throws {
        let project = try await LiveProject.example()
        // Stands for the type of this name, which reads the variables of the process.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        func EnvironmentSecrets() -> any Secrets { Self.environment(of: project) }

        let credentials = try await EnvironmentSecrets().credentials(organization: "acme", connector: "posthog")
        let client = PostHogClient(PostHogConfiguration(credentials: credentials))
        let top = try await client.query("select event, count() as n from events group by event limit 10")

        #expect(top.rows.count == 4)
    }

    /// The variables of the process are not a test's to set.
    private static func environment(of project: LiveProject) -> any Secrets {
        EnvironmentSecrets([
            "POSTHOG_API_KEY": project.server.personalKey, "POSTHOG_PROJECT_ID": String(project.id),
            "POSTHOG_HOST": project.server.url,
        ])
    }

    @Test func credentialsFromADirectory() async throws {
        let project = try await LiveProject.example()
        let client = try project.client
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let stored: JSON = [
            "api_key": .string(project.server.personalKey), "base_url": .string(project.server.url),
            "project_id": .integer(project.id),
        ]
        let isWritten = FileManager.default.createFile(
            atPath: path + "/acme.json", contents: Data(stored.serialized()), attributes: [.posixPermissions: 0o600])
        #expect(isWritten)

        let secrets = DirectorySecrets(path: path)  // holds acme.json, mode 0600
        let credentials = try await secrets.credentials(organization: "acme", connector: "posthog")
        let renewed = client.with(credentials: credentials)

        let id = try await renewed.project().id
        #expect(id == project.id)
    }

    @Test func envelopes() async throws {
        let client = try await LiveProject.example().client
        let id = try await client.createFlag([
            "key": "a", "filters": ["groups": [["properties": [], "rollout_percentage": 0]]],
        ]).id

        let documented = PostHogEnvelopeClient(client)
        let answer = await documented.groups(type: "company", search: "acme")
        print(answer.json)  // {"status":"success","message":"Groups retrieved successfully","data":{"results":[…],…}}

        let any = await PostHogEnvelope.of("Flag retrieved successfully") { () async throws(PostHogError) in
            try await client.flag(id: id).json
        }

        #expect(answer.data["results"]?[0]?["group_key"] == "acme")
        #expect(any.data["key"] == "a")
    }

    @Test func theEnvelopeOfAProject() async throws {
        let client = try await LiveProject.example().client

        let answer = await PostHogEnvelopeClient(client).project()
        // {"status":"success","message":"Project retrieved successfully","data":{…}}

        #expect(answer.message == "Project retrieved successfully")
        #expect(answer.data.objectValue?.isEmpty == false)
    }

    @Test func aCopyHasLimitsOfItsOwn() async throws {
        let client = try await LiveProject.example().client

        let patient = client.with(timeout: .seconds(60), deadline: .seconds(90), attempts: 1)
        let now = try await patient.query("select now() as now limit 1")

        #expect(now.rows.count == 1)
        #expect(client.configuration.retry.maximumAttempts == 3)
    }
}
