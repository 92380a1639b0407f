import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LiveOrganizationTests {
    @Test func organizationsAndProjectsAreListedAndRead() async throws {
        let project = try await LiveServer.project(["timezone": "Europe/Berlin"], organization: "Client tests")
        let client = try project.client
        let organizations = try await client.organizations().collect()
        #expect(organizations.contains { $0.id == project.organization && $0.name == "Client tests" })
        let organization = try await client.organization(id: project.organization)
        #expect(organization.name == "Client tests")
        let current = try await client.organization()
        #expect(organizations.map(\.id).contains(current.id))

        let projects = try await client.projects(organization: project.organization).collect()
        #expect(projects.map(\.id) == [project.id])
        let own = try await client.project()
        #expect(own.id == project.id)
        #expect(own.apiToken == project.token)
        #expect(own.timezone == "Europe/Berlin")
        #expect(own.organization == project.organization)
        let other = try await client.project(id: project.id)
        #expect(other.json == own.json)

        let missing = await #expect(throws: PostHogError.self) { _ = try await client.project(id: 99_999_999) }
        #expect(missing?.kind == .notFound)
        let nowhere = await #expect(throws: PostHogError.self) {
            _ = try await client.organization(id: "0190f3f0-0000-7000-8000-00000000ffff")
        }
        #expect(nowhere?.kind == .notFound)
    }

    @Test func demoDataComeOnlyWithADemoProject() async throws {
        let project = try await LiveServer.project(organization: "Demo tests")
        let client = try project.client
        let report = try await client.generateTestData(organization: project.organization)
        #expect(!report.isGenerating)
        #expect(!report.canBeTriggered)
        let demo = try await client.createProject(name: "Hedgebox", organization: project.organization, isDemo: true)
        #expect(demo.isDemo)
        #expect(demo.id != project.id)
        let credentials = try PostHogCredentials(
            apiKey: project.server.personalKey, host: PostHogHost(project.server.url), projectID: String(demo.id))
        let owner = client.with(credentials: credentials)
        while try await owner.isGeneratingDemoData(organization: project.organization) {
            try await Task.sleep(for: .milliseconds(50))
        }
        // How long the server generates is its own affair, so whether it was ever seen to is not left to chance.
        for isGenerating in [true, false] {
            try await project.server.control([
                "project": ["id": .integer(demo.id), "is_generating": .bool(isGenerating)]
            ])
            #expect(try await owner.isGeneratingDemoData(organization: project.organization) == isGenerating)
        }
    }

    @Test func theEnvelopesHoldWhatTheCallsGive() async throws {
        let project = try await LiveServer.project()
        try await project.store([.numbered(1, second: 1)])
        let documented = PostHogEnvelopeClient(try project.client)
        let organizations = await documented.organizations()
        #expect(organizations.message == "Connected to PostHog")
        #expect(organizations.data.arrayValue?.isEmpty == false)
        let own = await documented.project()
        #expect(own.status == .success)
        #expect(own.data["id"] == .integer(project.id))
        let events = await documented.events(
            matching: PostHogEventFilter(after: "2025-12-31T00:00:00Z", before: "2026-02-01T00:00:00Z"))
        #expect(events.data["results"]?.arrayValue?.count == 1)
        #expect(events.data["next_cursor"]?.isNull == true)
        let event = await documented.event(id: PostHogCaptureEvent.uuid(1))
        #expect(event.data["event"] == "numbered")
        let types = await documented.groupTypes()
        #expect(types.data == [])
        let missing = await documented.event(id: PostHogCaptureEvent.uuid(2))
        #expect(missing.status == .error)
        #expect(missing.message.contains("404"))
        #expect(missing.data.isNull)
    }
}
