import Analytics
import JSON
import PostHogClient
import Testing

@testable import PostHogEngine

/// Values that look like HogQL select the rows that have them, and no others.
@Suite(PostHogServer.Use.undisturbed.condition, .serialized)
struct HostileValueTests {
    private static func event(
        _ name: String, of user: String, uuid number: UInt64, _ properties: JSONObject
    ) -> CapturedEvent {
        CapturedEvent(
            uuid: EventID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number), event: name,
            distinctID: user, timestamp: LookupQueryTests.now.advanced(byMicroseconds: -60_000_000),
            properties: properties)
    }

    /// A query of every text is understood by PostHog's grammar and by ClickHouse.
    @Test(arguments: [HostileValue(text: "u1")] + HostileValue.all)
    func everyQueryRunsWithEveryValue(_ value: HostileValue) async throws {
        try await runEveryQuery(with: value, in: [:])
    }

    @Test func everyQueryRunsFarFromUTCWithTypesOfProperties() async throws {
        let settings: JSONObject = ["timezone": "Asia/Kathmandu", "detect_property_types": true]
        try await runEveryQuery(with: HostileValue(text: "a'b\"c`d\\e{f}g"), in: settings)
    }

    private func runEveryQuery(with value: HostileValue, in settings: JSONObject) async throws {
        let project = try await PostHogServer(.undisturbed).newProject(settings)
        let cohort = try await project.client().createCohort(["name": "Testers", "is_static": true]).id
        let engine = try project.freshEngine()
        for query in LookupQuery.catalogue(value: value.text, at: LookupQueryTests.now, cohort: cohort) {
            do {
                _ = try await engine.runner.answer(query) { $0 }
            } catch {
                Issue.record("\(query.text): \(error)")
            }
        }
    }

    @Test(arguments: HostileValue.storable)
    func aValueSelectsTheRowsThatHaveItAndNoOthers(_ hostile: HostileValue) async throws {
        let value = hostile.text
        let project = try await PostHogServer(.undisturbed).newProject()
        let engine = try project.freshEngine()
        // PostHog cuts distinct ids and names of events.
        let id = String(value.prefix(150))
        let own = Self.event(id, of: id, uuid: 1, ["request_id": .string(value), "$set": ["email": .string(value)]])
        let other = Self.event(
            "other", of: "other", uuid: 2,
            ["request_id": "other", "$set": ["email": "o@example.org", "name": "other"]])
        let group = Self.event(
            "$groupidentify", of: id, uuid: 3,
            ["$group_type": "company", "$group_key": .string(id), "$group_set": ["text": .string(value)]])
        let otherGroup = Self.event(
            "$groupidentify", of: "other", uuid: 4, ["$group_type": "company", "$group_key": "other"])
        try await engine.store([own, other, group, otherGroup])

        let person = try #require(try await engine.person(distinctID: id))
        #expect(person.distinctIDs.map { Array($0.utf8) } == [Array(id.utf8)])
        #expect(try await engine.persons(email: value).map(\.id) == [person.id])
        let candidates = try await engine.candidates(for: .both(distinctID: id, email: value))
        #expect(candidates.byDistinctID?.id == person.id)
        #expect(candidates.byEmail.map(\.id) == [person.id])
        #expect(try await engine.persons(distinctIDs: [id]).map(\.id) == [person.id])
        #expect(try await engine.traits(distinctID: id)?.properties["email"] == .string(value))
        if value.count >= 3 {
            #expect(try await engine.searchPersons(value, limit: 5).map(\.person.id) == [person.id])
        }
        let window = TimeWindow(days: 7, until: LookupQueryTests.now)
        let page = try await engine.events(
            of: person, in: window, matching: .named(id), page: PageRequest(limit: 5))
        #expect(page.events.map(\.uuid) == [own.uuid])
        #expect(try await engine.events(requestID: value, of: nil, limit: 5).map(\.uuid) == [own.uuid])
        #expect(try await engine.events(requestID: value, of: person, limit: 5).map(\.uuid) == [own.uuid])
        let events = try await engine.events(
            matching: ProjectEventQuery(event: id, distinctID: id, window: window, limit: 5, cursor: nil))
        #expect(events.events.map(\.uuid) == [own.uuid])
        #expect(try await engine.group(type: "company", key: id)?.properties["text"] == .string(value))
    }
}
