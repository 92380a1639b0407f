import JSON
import PostHogClient
import Testing

@Suite(LiveServer.condition)
struct OrganizationExamples {
    @Test func organizations() async throws {
        let client = try await LiveProject.example().client

        let organizations = try await client.organizations().collect()
        let own = try await client.organization()
        let projects = try await client.projects(organization: own.id).collect()
        let project = try await client.project()
        let other = try await client.project(id: projects[0].id)
        let token = try await client.projectToken()
        let current = try await client.refreshProjectToken()

        #expect(!organizations.isEmpty)
        #expect(project.apiToken == token)
        #expect(current == token)
        #expect(other.id == projects[0].id)
    }

    @Test func testData() async throws {
        let client = try await LiveServer.project().client

        let demo = try await client.createProject(name: "Hedgebox", isDemo: true)
        let isGenerating = try await client.isGeneratingDemoData()
        let report = try await client.generateTestData()
        print(report.message)

        #expect(demo.isDemo)
        #expect(!isGenerating)
        #expect(!report.canBeTriggered)
    }

    @Test func pages() async throws {
        let client = try await LiveProject.example().client

        let list = client.persons()
        let first = try await list.page()
        if let cursor = first.cursor { print(try await list.page(at: cursor).elements.count) }
        for try await person in list { print(person.id) }
        let some = try await list.collect(atMost: 500)

        #expect(some.count == 2)
    }

    @Test func lists() async throws {
        let client = try await LiveProject.example().client

        for try await flag in client.flags() { print(flag.key) }
    }
}
