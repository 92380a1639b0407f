import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct CaptureRouteTests {
    private let one: JSON = ["event": "e", "distinct_id": "u1", "uuid": "0190a8f0-0000-7000-8000-000000000001"]

    @Test(
        "every path takes an event, with and without a slash",
        arguments: ["/batch", "/capture", "/e", "/track", "/i/v0/e"])
    func paths(path: String) async throws {
        let gateway = try await GatewayFixture()
        for path in [path, path + "/"] {
            let answer = try await gateway.post(path, json: ["token": "phc_test", "batch": [one]])
            #expect(answer.status == 200)
            #expect(answer.json == ["status": "Ok"])
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
        }
        #expect(try await gateway.get("/api/analytics/user/events?user_id=u1").json["total"] == 1)
    }

    @Test func aBadEventIsRefusedAndTheGoodOnesStored() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.post(
            "/batch", json: ["token": "phc_test", "batch": [one, ["event": "e"], ["distinct_id": "u1", "event": 7]]])
        #expect(answer.status == 200)
        #expect(answer.json["accepted"] == 1)
        #expect(answer.json["refused"]?.arrayValue?.map { $0["index"] } == [1, 2])
        #expect(answer.json["refused"]?.arrayValue?.map { $0["field"] } == ["distinct_id", "event"])
        #expect(try await gateway.get("/api/analytics/user/events?user_id=u1").json["total"] == 1)
    }

    @Test(
        "what cannot be stored has its status and names field and rule",
        arguments: [
            (
                "{\"token\":\"phc_other\",\"batch\":[{\"event\":\"e\",\"distinct_id\":\"u\"}]}", 401, "api_key",
                "the project token"
            ),
            ("{\"batch\":[{\"event\":\"e\",\"distinct_id\":\"u\"}]}", 401, "api_key", "the project token"),
            ("{\"token\":\"phc_test\",\"batch\":[]}", 400, "batch", "at least one event"),
            ("{\"token\":\"phc_test\",\"batch\":[{\"event\":\"e\"}]}", 400, "distinct_id", "distinct_id is missing"),
            ("{\"token\":", 400, "body", "JSON"), ("nonsense", 400, "body", "JSON, plain or packed"),
            ("", 400, "body", "an event or a batch"),
        ])
    func refusals(body: String, status: Int, field: String, rule: String) async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.send(
            .post, "/batch/", headers: [.contentType: "application/json"], body: Array(body.utf8))
        #expect(answer.status == status)
        #expect(answer.json["errors"]?[0]?["field"]?.stringValue == field)
        #expect(answer.json["errors"]?[0]?["rule"]?.stringValue == rule)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
    }

    @Test func aRequestRefusedForItsParametersStoresNothing() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.post("/e/?beacon=maybe", json: ["token": "phc_test", "batch": [one]])
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?[0]?["field"] == "beacon")
        #expect(try await gateway.get("/api/analytics/user/events?user_id=u1").status == 404)
    }

    @Test func aPageReadsThatItShallTryAgain() async throws {
        let gateway = try await GatewayFixture([
            "POSTHOG_API_KEY": "phx_test", "POSTHOG_PROJECT_ID": "1", "POSTHOG_HOST": "http://127.0.0.1:9",
            "POSTHOG_PROJECT_TOKEN": "",
        ])
        let answer = try await gateway.post("/e", json: ["token": "phc_any", "batch": [one]])
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] == "5")
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        let wrongMethod = try await gateway.send(.put, "/e")
        #expect(wrongMethod.status == 405)
        #expect(wrongMethod.headers[.accessControlAllowOrigin] == "*")
    }

    @Test func aBeaconIsAnsweredWithoutABody() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.post("/e/?beacon=1", json: ["token": "phc_test", "batch": [one]])
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
    }

    @Test func aPreflightAllowsEveryOrigin() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.send(
            .options, "/batch/", headers: [.accessControlRequestHeaders: "content-type, content-encoding"])
        #expect(answer.status == 204)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        #expect(answer.headers[.accessControlAllowHeaders] == "content-type, content-encoding")
    }

    @Test func aGetCarriesItsEventInTheQuery() async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.get(
            "/e/?data=%7B%22token%22%3A%22phc_test%22%2C%22event%22%3A%22e%22%2C%22distinct_id%22%3A%22u9%22%7D",
            token: nil)
        #expect(answer.status == 200)
        #expect(try await gateway.get("/api/analytics/user/events?user_id=u9").json["total"] == 1)
    }
}
