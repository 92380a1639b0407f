import JSON
import Testing

@testable import Gateway

struct ProjectRouteTests {
    private func filled() async throws -> GatewayFixture {
        let gateway = try await GatewayFixture()
        for (number, company) in ["acme", "globex"].enumerated() {
            try await gateway.capture([
                "event": "$groupidentify", "distinct_id": "u1",
                "properties": [
                    "$group_type": number == 0 ? "company" : "team", "$group_key": .string(company),
                    "$group_set": ["name": .string(company)],
                ],
            ])
        }
        try await gateway.capture([
            "event": "clicked", "distinct_id": "u2", "uuid": "01900000-0000-7000-8000-000000000001",
            "properties": ["$browser": "Chrome"],
        ])
        return gateway
    }

    @Test(arguments: [
        ("organizations", "Connected to PostHog"), ("project", "Project retrieved successfully"),
        ("groups", "Groups retrieved successfully"), ("groups/types", "Group types retrieved successfully"),
        ("groups/find?group_type=company&group_key=acme", "Group retrieved successfully"),
        ("events", "Events retrieved successfully"),
        ("events/01900000-0000-7000-8000-000000000001", "Event retrieved successfully"),
        ("events/values?key=$browser&event_name=clicked", "Event values retrieved successfully"),
    ])
    func everyAnswerHasTheEnvelope(path: String, message: String) async throws {
        let answer = try await filled().get("/api/posthog/\(path)", token: GatewayFixture.supportToken)
        #expect(answer.status == 200)
        #expect(answer.json["status"] == "success")
        #expect(answer.json["message"] == .string(message))
        #expect(answer.json["data"]?.isNull == false)
    }

    @Test(arguments: [
        ("groups/find?group_key=acme", 400, "group_type_index"), ("groups/find?group_type=company", 400, "group_key"),
        ("groups?group_type_index=5", 400, "group_type_index"), ("groups?group_type=nobody", 400, "group_type"),
        ("groups?cursor=x", 400, "cursor"), ("events?cursor=x", 400, "cursor"), ("events?limit=1001", 400, "limit"),
        ("events?after=yesterday", 400, "after"), ("events?after=2026-01-02&before=2026-01-01", 400, "after"),
        ("events/1", 400, "id"), ("events/values?event_name=a", 400, "key"), ("events/values?key=a", 400, "event_name"),
    ])
    func aRefusalNamesTheField(path: String, status: Int, field: String) async throws {
        let answer = try await filled().get("/api/posthog/\(path)", token: GatewayFixture.supportToken)
        #expect(answer.status == status)
        #expect(answer.json["status"] == "error")
        #expect(answer.json["field"] == .string(field))
        #expect(answer.json["rule"]?.stringValue?.isEmpty == false)
        #expect(answer.json["data"]?.isNull == true)
    }

    @Test func groupsOfAllTypesArePagedInTurn() async throws {
        let gateway = try await filled()
        var keys: [String] = []
        var query = "limit=1"
        while true {
            let data = try await gateway.get("/api/posthog/groups?\(query)").json["data"]
            keys += (data?["results"]?.arrayValue ?? []).compactMap { $0["group_key"]?.stringValue }
            guard let next = data?["next_cursor"]?.stringValue, keys.count < 5 else { break }
            query = "limit=1&cursor=\(next)"
        }
        #expect(keys == ["acme", "globex"])
    }

    @Test func whoMayNotLookUpSeesNothing() async throws {
        let answer = try await filled().get("/api/posthog/events", token: GatewayFixture.readToken)
        #expect(answer.status == 403)
        #expect(answer.json["status"] == "error")
    }

    @Test func valuesThatMayBePeoplesOwnAreAudited() async throws {
        let gateway = try await filled()
        _ = try await gateway.get(
            "/api/posthog/events/values?key=$browser&event_name=clicked", token: GatewayFixture.supportToken)
        let entry = try await gateway.get("/api/audit?action=posthog").json["entries"]?[0]
        #expect(entry?["action"] == "posthog.event_values")
        #expect(entry?["actor"] == "custom-token-1")
    }

    @Test func testDataIsStoredOnceForOneMoment() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.post(
            "/api/posthog/test-data", json: ["users": 2], token: GatewayFixture.writeToken)
        #expect(answer.status == 200)
        let stored = try #require(answer.json["data"]?["events"]?.int64Value)
        #expect(stored > 0)
        let again = try await gateway.post(
            "/api/posthog/test-data", json: ["users": 2], token: GatewayFixture.writeToken)
        #expect(again.json["data"]?["events"] == 0)
        let wrong = try await gateway.post(
            "/api/posthog/test-data", json: ["users": 0], token: GatewayFixture.writeToken)
        #expect(wrong.status == 400)
        #expect(wrong.json["field"] == "users")
        let entries = try await gateway.get("/api/audit?action=posthog.test_data").json["entries"]?.arrayValue ?? []
        #expect(entries.map { $0["actor"] } == ["write-token", "write-token"])
    }
}
