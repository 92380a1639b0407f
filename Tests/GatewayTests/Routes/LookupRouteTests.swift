import Analytics
import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct LookupRouteTests {
    private func filled() async throws -> GatewayFixture {
        let gateway = try await GatewayFixture()
        let events: JSON = [
            event("$identify", "u1", minutesAgo: 90, ["$set": ["email": "Ann@example.org", "name": "Ann"]]),
            event("button_click", "u1", minutesAgo: 60, ["request_id": "r-1"]),
            event(
                "api_request", "u1", minutesAgo: 59,
                [
                    "request_id": "r-1", "endpoint": "/api/pay", "method": "POST", "status_code": 402,
                    "response_time_ms": 45,
                ]),
            event(
                "api_error", "u1", minutesAgo: 59,
                [
                    "request_id": "r-1", "endpoint": "/api/pay", "error_type": "card_declined",
                    "error_message": "order 17",
                ]),
            event("$pageview", "u1", minutesAgo: 5, [:]),
            event("$identify", "u2", minutesAgo: 30, ["$set": ["email": "ann@example.org"]]),
            event(
                "api_error", "u2", minutesAgo: 20,
                ["endpoint": "/api/pay", "error_type": "card_declined", "error_message": "order 18"]),
        ]
        let answer = try await gateway.post(
            "/batch/",
            json: ["api_key": .string(GatewayFixture.projectToken), "historical_migration": true, "batch": events])
        #expect(answer.status == 200)
        #expect(answer.json == ["status": "Ok"])
        return gateway
    }

    private func event(_ name: String, _ id: String, minutesAgo: Int64, _ properties: JSON) -> JSON {
        let time = GatewayFixture.now.advanced(byMicroseconds: -minutesAgo * 60_000_000)
        return [
            "event": .string(name), "distinct_id": .string(id), "timestamp": .string(time.description),
            "properties": properties,
        ]
    }

    @Test func activityCountsWhatWasSent() async throws {
        let answer = try await filled().get("/api/analytics/user/activity?user_id=u1&days=7")
        #expect(answer.status == 200)
        let json = answer.json
        #expect(json["user_id"] == "u1")
        #expect(json["period_days"] == 7)
        #expect(json["total_events"] == 5)
        #expect(json["api_requests"]?["total"] == 1)
        #expect(json["api_requests"]?["failed"] == 1)
        #expect(json["api_requests"]?["average_response_time_ms"] == 45.0)
        #expect(json["api_requests"]?["percentiles"]?["n"] == 1)
        #expect(json["api_requests"]?["percentiles"]?["p50_ms"]?.isNull == true)
        #expect(json["errors"]?["by_type"] == ["card_declined": 1])
        #expect(json["most_used_endpoints"] == ["/api/pay": 1])
        #expect(json["timeline"]?.arrayValue?.count == 5)
        #expect(json["timeline"]?[0]?["event"] == "$pageview")
        #expect(json["per_day"]?.arrayValue?.count == 8)
        #expect(json["summary"]?.stringValue?.hasPrefix("The only request in the last 7 days failed") == true)
        #expect(json["person"]?["email"] == "Ann@example.org")
    }

    @Test func anEmailSharedByTwoAnswersForTheLastSeenAndListsTheOther() async throws {
        let gateway = try await filled()
        let json = try await gateway.get("/api/analytics/user/events?email=ANN@example.org").json
        #expect(json["user_id"] == "u1")
        #expect(json["other_matches"]?[0]?["user_id"] == "u2")
        let both = try await gateway.get("/api/analytics/user/events?email=ann@example.org&user_id=u2")
        #expect(both.json["user_id"] == "u2")
        #expect(try await gateway.get("/api/analytics/user/events?email=x@example.org&user_id=u2").status == 404)
    }

    @Test func journeyGroupsByRequestAndSession() async throws {
        let json = try await filled().get("/api/analytics/user/journey?user_id=u1").json
        #expect(json["correlated_requests"] == 1)
        #expect(json["events"]?.arrayValue?.map { $0["request_id"]?.stringValue } == [nil, "r-1", nil])
        #expect(json["events"]?[1]?["event_count"] == 3)
        #expect(json["sessions"]?.arrayValue?.count == 2)
        let flat = try await filled().get("/api/analytics/user/journey?user_id=u1&include_correlation=false").json
        #expect(flat["events"]?.arrayValue?.count == 5)
        #expect(flat["events"]?[0]?["event"] == "$identify")
    }

    @Test func errorsAreGroupedAndSayWhoElseHitThem() async throws {
        let json = try await filled().get("/api/analytics/user/errors?user_id=u1").json
        #expect(json["total_errors"] == 1)
        #expect(json["errors"]?[0]?["error_type"] == "card_declined")
        #expect(json["groups"]?[0]?["count"] == 1)
        #expect(json["groups"]?[0]?["other_users"] == 1)
    }

    @Test func aRequestShowsItsEventsWithOffsets() async throws {
        let json = try await filled().get("/api/analytics/request/r-1").json
        #expect(json["total_events"] == 3)
        #expect(json["events"]?.arrayValue?.map { $0["offset_ms"]?.doubleValue } == [0, 60_000, 60_000])
        #expect(json["user_ids"] == ["u1"])
    }

    @Test func lookingAtOthersIsAudited() async throws {
        let gateway = try await filled()
        _ = try await gateway.get("/api/analytics/user/activity?user_id=u1", token: "support-token-0123456789")
        _ = try await gateway.get("/api/analytics/user/activity?user_id=u1", token: "read-token-0123456789")
        let entries = try await gateway.get("/api/audit").json["entries"]
        #expect(entries?[0]?["actor"] == "read-token")
        #expect(entries?[0]?["outcome"] == "denied")
        #expect(entries?[1]?["actor"] == "custom-token-1")
        #expect(entries?[1]?["action"] == "lookup.activity")
        #expect(entries?[1]?["target_user_id"] == "u1")
        #expect(entries?[1]?["outcome"] == "allowed")
    }

    @Test func aRequestOfSeveralUsersIsAuditedForEach() async throws {
        let gateway = try await filled()
        try await gateway.capture(event("button_click", "u2", minutesAgo: 1, ["request_id": "r-1"]))
        let answer = try await gateway.get("/api/analytics/request/r-1", token: "support-token-0123456789")
        #expect(answer.json["user_ids"] == ["u1", "u2"])
        let entries = try await gateway.get("/api/audit?action=lookup.request").json["entries"]?.arrayValue ?? []
        #expect(entries.map { $0["target_user_id"] } == ["u2", "u1"])
        #expect(entries.allSatisfy { $0["target_person_id"]?.isNull == false })
        #expect(Set(entries.compactMap { $0["target_person_id"]?.stringValue }).count == 2)
    }

    @Test func anUnchangedAnswerIsNotSentAgain() async throws {
        let gateway = try await filled()
        let path = "/api/analytics/user/events?user_id=u1"
        let tag = try #require(try await gateway.get(path).headers[.eTag])
        let again = try await gateway.send(
            .get, path, token: "admin-token-0123456789", headers: [.ifNoneMatch: "W/\(tag)"])
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
    }

    @Test(
        "parameters out of range are named",
        arguments: [
            ("/api/analytics/user/activity?user_id=u1&days=366", "days", "1...365"),
            ("/api/analytics/user/journey?user_id=u1&days=91", "days", "1...90"),
            ("/api/analytics/user/events?user_id=u1&limit=1001", "limit", "1...1000"),
            ("/api/analytics/user/errors?user_id=u1&limit=501", "limit", "1...500"),
            ("/api/analytics/user/slow-requests?user_id=u1&limit=0", "limit", "1...500"),
            ("/api/analytics/users?query=ab", "query", "at least 3 characters"),
            ("/api/analytics/user/activity", "user_id", "user_id or email"),
        ])
    func bounds(path: String, field: String, rule: String) async throws {
        let answer = try await filled().get(path)
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?[0]?["field"]?.stringValue == field)
        #expect(answer.json["errors"]?[0]?["rule"]?.stringValue == rule)
    }
}
