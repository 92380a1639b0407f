import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct FlagRouteTests {
    private let simple: JSON = ["key": "a", "name": "first", "filters": ["groups": [["rollout_percentage": 50]]]]

    @Test func aChangeNeedsTheStateItWasMadeAgainst() async throws {
        let gateway = try await GatewayFixture()
        let created = try await gateway.makeFlag(simple)
        #expect(created.status == 201)
        #expect(created.json["flag"]?["version"] == 1)
        let tag = try #require(created.headers[.eTag])
        let without = try await gateway.patch("/api/flags/a", json: ["name": "x"], ifMatch: nil)
        #expect(without.status == 428)
        #expect(without.json["errors"]?[0]?["field"] == "If-Match")
        let changed = try await gateway.patch(
            "/api/flags/a", json: ["name": "second", "reason": "because"], ifMatch: tag)
        #expect(changed.status == 200)
        #expect(changed.json["flag"]?["name"] == "second")
        #expect(changed.json["flag"]?["filters"]?["groups"]?[0]?["rollout_percentage"] == 50)
        let stale = try await gateway.patch("/api/flags/a", json: ["name": "third"], ifMatch: tag)
        #expect(stale.status == 412)
        #expect(stale.headers[.contentType] == "application/problem+json")
        #expect(stale.json["flag"]?["name"] == "second")
        #expect(stale.headers[.eTag] == changed.headers[.eTag])

        let history = try await gateway.get("/api/flags/a/history").json["history"]
        #expect(history?.arrayValue?.map { $0["action"] } == ["updated", "created"])
        #expect(history?[0]?["reason"] == "because")
        #expect(history?[0]?["actor"] == "admin-token")
        #expect(history?[0]?["diff"] == [["path": "name", "old": "first", "new": "second"]])
    }

    @Test func aFlagIsArchivedRestoredRevertedAndDeleted() async throws {
        let gateway = try await GatewayFixture()
        var tag = try await gateway.makeFlag(simple).headers[.eTag]
        func act(_ path: String, _ body: JSON? = nil) async throws -> GatewayFixture.Answer {
            var headers: HTTPFields = [.contentType: "application/json"]
            headers[.ifMatch] = tag
            if let body { headers[.contentLength] = String(body.serialized().count) }
            let answer = try await gateway.send(
                .post, "/api/flags/a/\(path)", token: GatewayFixture.adminToken, headers: headers,
                body: body?.serialized() ?? [])
            tag = answer.headers[.eTag]
            return answer
        }
        let archived = try await act("archive", ["reason": "not needed"])
        #expect(archived.status == 200)
        #expect(archived.json["flag"]?["archived"] == true)
        #expect(archived.json["flag"]?["active"] == false)
        #expect(try await gateway.get("/api/flags").json["total"] == 0)
        #expect(try await gateway.get("/api/flags?archived=only").json["total"] == 1)
        let restored = try await act("restore")
        #expect(restored.json["flag"]?["archived"] == false)
        let reverted = try await act("revert", ["version": 1])
        #expect(reverted.status == 200)
        #expect(reverted.json["flag"]?["active"] == true)
        let unknown = try await act("revert", ["version": 99])
        #expect(unknown.status == 404)
        tag = reverted.headers[.eTag]
        let deleted = try await gateway.send(
            .delete, "/api/flags/a", token: GatewayFixture.adminToken, headers: [.ifMatch: tag ?? ""])
        #expect(deleted.status == 204)
        #expect(try await gateway.get("/api/flags/a").status == 404)
        let history = try await gateway.get("/api/flags/a/history").json["history"]
        #expect(
            history?.arrayValue?.map { $0["action"] } == ["deleted", "reverted", "restored", "archived", "created"])
    }

    @Test(
        "a definition that breaks a rule is refused with the field",
        arguments: [
            (["name": "no key"], "key"), (["key": "a b"], "key"),
            (
                ["key": "x", "filters": ["groups": [["rollout_percentage": 101]]]],
                "filters.groups[0].rollout_percentage"
            ),
            (
                [
                    "key": "x",
                    "filters": [
                        "groups": [["properties": [["key": "a", "value": "(", "operator": "regex", "type": "person"]]]]
                    ],
                ], "filters.groups[0].properties[0].value"
            ),
        ] as [(JSON, String)])
    func refusals(definition: JSON, field: String) async throws {
        let answer = try await GatewayFixture().makeFlag(definition)
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?[0]?["field"] == .string(field), "\(answer.json)")
    }

    @Test func aTakenKeyConflicts() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag(simple)
        #expect(try await gateway.makeFlag(simple).status == 409)
    }

    @Test(
        "who may do what",
        arguments: [
            (nil, 401, 401, 401), (GatewayFixture.readToken, 200, 403, 403),
            (GatewayFixture.writeToken, 200, 428, 403), (GatewayFixture.adminToken, 200, 428, 428),
        ] as [(String?, Int, Int, Int)])
    func matrix(token: String?, read: Int, write: Int, delete: Int) async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag(simple)
        for path in [
            "/api/flags", "/api/flags/a", "/api/flags/a/history", "/api/flag-insight/stale",
            "/api/flag-insight/unknown",
        ] {
            #expect(try await gateway.get(path, token: token).status == read, "\(path)")
        }
        let json: HTTPFields = [.contentType: "application/json"]
        let patch = try await gateway.send(
            .patch, "/api/flags/a", token: token, headers: json, body: Array("{}".utf8))
        #expect(patch.status == write)
        #expect(try await gateway.send(.delete, "/api/flags/a", token: token).status == delete)
    }

    @Test func thePlaygroundTellsWhatWasCompared() async throws {
        let gateway = try await GatewayFixture()
        let definition: JSON = [
            "key": "pro",
            "filters": [
                "groups": [["properties": [["key": "plan", "value": "pro", "type": "person", "operator": "exact"]]]]
            ],
        ]
        try await gateway.makeFlag(definition)
        let answer = try await gateway.post(
            "/api/flag-insight/playground",
            json: [
                "flags": ["pro"],
                "contexts": [
                    ["distinct_id": "u1", "person_properties": ["plan": "pro"]],
                    ["distinct_id": "u2", "person_properties": ["plan": "free"]],
                ],
            ], token: GatewayFixture.readToken)
        #expect(answer.status == 200)
        let results = answer.json["results"]
        #expect(results?[0]?["evaluations"]?[0]?["enabled"] == true)
        #expect(results?[1]?["evaluations"]?[0]?["reason"]?["code"] == "no_condition_match")
        let compared = results?[1]?["evaluations"]?[0]?["conditions"]?[0]?["properties"]?[0]
        #expect(compared?["actual"] == "free")
        #expect(compared?["matched"] == false)

        var trial = definition
        if case .object(var members) = trial {
            members["filters"] = ["groups": [["properties": [], "rollout_percentage": 100]]]
            trial = .object(members)
        }
        let tried = try await gateway.post(
            "/api/flag-insight/playground", json: ["contexts": [["distinct_id": "u2"]], "definition": trial],
            token: GatewayFixture.readToken)
        #expect(tried.json["results"]?[0]?["evaluations"]?[0]?["enabled"] == true)
        #expect(try await gateway.evaluate("pro", ["targetingKey": "u2"]).json["value"] == false)
    }

    @Test func thePlaygroundShowsWhatIsKnownOfAPersonOnlyToThoseWhoMayLookUp() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag([
            "key": "pro",
            "filters": [
                "groups": [["properties": [["key": "plan", "value": "pro", "type": "person", "operator": "exact"]]]]
            ],
        ])
        try await gateway.capture(["event": "$set", "distinct_id": "u1", "$set": ["plan": "pro"]])
        for (token, known) in [(GatewayFixture.readToken, false), (GatewayFixture.supportToken, true)] {
            let answer = try await gateway.post(
                "/api/flag-insight/playground", json: ["contexts": [["distinct_id": "u1"]]], token: token)
            #expect(answer.json["used_known_properties"] == .bool(known))
            #expect(answer.json["results"]?[0]?["evaluations"]?[0]?["enabled"] == .bool(known))
        }
        let entries = try await gateway.get("/api/audit").json["entries"]?.arrayValue ?? []
        let lookups = entries.filter { $0["action"] == "lookup.playground" }
        #expect(lookups.map { $0["actor"] } == ["custom-token-1"])
        #expect(lookups.map { $0["target_user_id"] } == ["u1"])
    }

    @Test(
        "what the playground cannot take is named",
        arguments: [
            ("flags", "pro", "a list of keys"), ("flags", [7], "a list of keys"),
            ("use_known_properties", "no", "true or false"),
        ] as [(String, JSON, String)])
    func playgroundRefusals(field: String, value: JSON, rule: String) async throws {
        let answer = try await GatewayFixture().post(
            "/api/flag-insight/playground", json: .object(["contexts": [["distinct_id": "u"]], field: value]),
            token: GatewayFixture.readToken)
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?[0]?["field"] == .string(field))
        #expect(answer.json["errors"]?[0]?["rule"] == .string(rule))
    }

    @Test func contextsAreBounded() async throws {
        let gateway = try await GatewayFixture()
        let context: JSON = ["distinct_id": "u"]
        for contexts in [JSON.array([]), .array(Array(repeating: context, count: 101)), 7] {
            let answer = try await gateway.post(
                "/api/flag-insight/playground", json: ["contexts": contexts], token: GatewayFixture.readToken)
            #expect(answer.status == 400)
            #expect(answer.json["errors"]?[0]?["field"] == "contexts")
        }
    }

    @Test func aFlagIsFoundByTheKeyOfTheManifestToo() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "checkout.new", "type": "boolean", "defaultValue": false])
        for key in ["checkout.new", "checkout_u002E_new"] {
            #expect(try await gateway.get("/api/flags/\(key)").json["flag"]?["key"] == "checkout_u002E_new")
            #expect(try await gateway.get("/api/flags?search=\(key)").json["total"] == 1)
            let tried = try await gateway.post(
                "/api/flag-insight/playground", json: ["flags": [.string(key)], "contexts": [[:]]],
                token: GatewayFixture.readToken)
            #expect(tried.json["results"]?.arrayValue?.first?["evaluations"]?.arrayValue?.count == 1)
        }
    }

    @Test(
        "the playground refuses what it cannot try",
        arguments: [
            (["flags": ["nothing"]], "flags"),
            (["definition": ["key": "a", "filters": ["groups": [["rollout_percentage": 500]]]]], "rollout_percentage"),
            (["definition": ["key": "t r", "filters": ["groups": [["properties": []]]]]], "key"),
        ] as [(JSONObject, String)])
    func playgroundRefuses(members: JSONObject, field: String) async throws {
        let gateway = try await GatewayFixture()
        var body: JSONObject = ["contexts": [["distinct_id": "u1"]]]
        body.merge(members) { $1 }
        let answer = try await gateway.post(
            "/api/flag-insight/playground", json: .object(body), token: GatewayFixture.readToken)
        #expect(answer.status == 400)
        #expect(answer.json.text.contains(field))
    }
}
