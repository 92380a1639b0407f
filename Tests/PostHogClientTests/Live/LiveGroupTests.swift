import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LiveGroupTests {
    private static func identify(_ number: Int, type: String, key: String, plan: String) -> PostHogCaptureEvent {
        .numbered(
            number, event: "$groupidentify", of: "u1", second: number,
            [
                "$group_type": .string(type), "$group_key": .string(key), "$process_person_profile": false,
                "$group_set": ["plan": .string(plan), "number": .integer(Int64(number))],
            ])
    }

    @Test func everyGroupOfEveryTypeComesOnce() async throws {
        let project = try await LiveServer.project()
        let companies = (0..<230).map { Self.identify($0, type: "company", key: "company-\($0)", plan: "pro") }
        let teams = (300..<303).map { Self.identify($0, type: "team", key: "team-\($0)", plan: "free") }
        try await project.store(companies + teams)
        let client = try project.client
        let types = try await client.groupTypes()
        #expect(types.map(\.name) == ["company", "team"])
        #expect(types.map(\.index) == [0, 1])
        let ofOne = try await client.groups(typeIndex: 0).collect().map(\.key)
        #expect(ofOne.count == 230)
        #expect(Set(ofOne).count == 230)
        let ofAll = try await client.groups().collect().map(\.key)
        #expect(Set(ofAll).count == 233)
        #expect(ofAll.count == 233)
        // A group that comes meanwhile is the newest, so it shifts no page behind the first.
        let first = try await client.groups(typeIndex: 0).page()
        try await project.store([Self.identify(400, type: "company", key: "late", plan: "pro")])
        let second = try await client.groups(typeIndex: 0).page(at: first.cursor)
        #expect(Set(first.elements.map(\.key)).isDisjoint(with: second.elements.map(\.key)))
    }

    @Test func groupsAreSearchedAndFound() async throws {
        let project = try await LiveServer.project()
        try await project.store([
            Self.identify(1, type: "company", key: "acme", plan: "enterprise"),
            Self.identify(2, type: "company", key: "Beta & Söhne/1", plan: "pro"),
            Self.identify(3, type: "team", key: "acme", plan: "small"),
        ])
        let client = try project.client
        let search = try await client.groups(typeIndex: 0, search: "ENTER").collect().map(\.key)
        #expect(search == ["acme"])
        let key = try await client.groups(typeIndex: 0, key: "Söhne").collect().map(\.key)
        #expect(key == ["Beta & Söhne/1"])
        let found = try await client.findGroup(key: "Beta & Söhne/1", typeIndex: 0)
        #expect(found?.properties["plan"] == "pro")
        #expect(found?.createdAt != nil)
        let teams = try await client.groups(ofType: "team", search: "small").collect().map(\.key)
        #expect(teams == ["acme"])
        let unknown = await #expect(throws: PostHogError.self) {
            _ = try await client.groups(ofType: "colour").collect()
        }
        #expect(unknown?.attr == "group_type")
        #expect(unknown?.detail.contains("company, team") == true)
        let documented = await PostHogEnvelopeClient(client).groups(type: "company", key: "acm")
        #expect(documented.data["results"]?.arrayValue?.map { $0["group_key"] } == ["acme"])
        let anywhere = try await client.findGroup(key: "acme")
        #expect(anywhere?.typeIndex == 0)
        let nowhere = try await client.findGroup(key: "gamma")
        #expect(nowhere == nil)
        let values = try await client.groupPropertyValues(typeIndex: 0, property: "plan")
        #expect(Set(values.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []) == ["enterprise", "pro"])
        let narrowed = try await client.groupPropertyValues(typeIndex: 0, property: "plan", matching: "ent")
        #expect(narrowed.arrayValue?.map { $0["name"] } == ["enterprise"])
        let names = try await client.groupPropertyDefinitions()
        #expect(names["0"]?.arrayValue?.contains { $0["name"] == "plan" } == true)
    }

    @Test func aGroupIsMadeOnce() async throws {
        let project = try await LiveServer.project()
        try await project.store([Self.identify(1, type: "company", key: "acme", plan: "pro")])
        let client = try project.client
        let made = try await client.createGroup(typeIndex: 0, key: "beta", properties: ["plan": "free"])
        #expect(made.key == "beta")
        let error = await #expect(throws: PostHogError.self) {
            _ = try await client.createGroup(typeIndex: 0, key: "beta")
        }
        #expect(error?.kind == .validation)
        #expect(error?.detail.contains("already exists") == true)
    }

    @Test func whoOccursWithAGroupIsRelated() async throws {
        let project = try await LiveServer.project()
        try await project.store([Self.identify(1, type: "company", key: "acme", plan: "pro")])
        // Only what happened lately counts.
        try await project.client.capture(
            PostHogCaptureEvent(event: "seen", distinctID: "member", properties: ["$groups": ["company": "acme"]]))
        let related = try await project.client.relatedGroups(typeIndex: 0, key: "acme")
        #expect(related.text.contains("member"))
    }
}
