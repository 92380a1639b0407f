import JSON
import PostHogClient
import Testing

@Suite(LiveServer.condition)
struct GroupExamples {
    @Test func groups() async throws {
        let client = try await LiveProject.example().client

        let types = try await client.groupTypes()
        for try await group in client.groups(typeIndex: 0, search: "acme") { print(group.key) }
        for try await company in client.groups(ofType: "company") { print(company.properties) }
        let group = try await client.findGroup(key: "acme", typeIndex: 0)
        _ = try await client.createGroup(typeIndex: 0, key: "beta", properties: ["plan": "free"])
        let names = try await client.groupPropertyDefinitions()
        let values = try await client.groupPropertyValues(typeIndex: 0, property: "plan")
        let related = try await client.relatedGroups(typeIndex: 0, key: "acme")

        #expect(types.map(\.name) == ["company"])
        #expect(group?.properties["plan"] == "pro")
        #expect(names["0"] != nil)
        #expect(values.arrayValue?.isEmpty == false)
        #expect(related.arrayValue?.isEmpty == false)
    }
}
