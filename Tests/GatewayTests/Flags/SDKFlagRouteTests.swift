import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct SDKFlagRouteTests {
    /// A gateway with a flag for everybody, one for a plan, one with a variant and payload, and one that is off.
    private func gateway() async throws -> GatewayFixture {
        let gateway = try await GatewayFixture()
        let definitions: [JSON] = [
            ["key": "everybody", "filters": ["groups": [["properties": [], "rollout_percentage": 100]]]],
            [
                "key": "pro",
                "filters": [
                    "groups": [
                        ["properties": [["key": "plan", "value": ["pro"], "type": "person", "operator": "exact"]]]
                    ]
                ],
            ],
            [
                "key": "colour",
                "filters": [
                    "groups": [["properties": [], "rollout_percentage": 100]],
                    "multivariate": ["variants": [["key": "blue", "rollout_percentage": 100]]],
                    "payloads": ["blue": "{\"hex\":\"#00f\"}"],
                ],
            ],
            ["key": "off", "active": false, "filters": ["groups": [["properties": []]]]],
            [
                "key": "browser", "evaluation_runtime": "client",
                "filters": ["groups": [["properties": [], "rollout_percentage": 100]]],
            ],
            [
                "key": "checkout-only", "evaluation_contexts": ["checkout"],
                "filters": ["groups": [["properties": [], "rollout_percentage": 100]]],
            ],
        ]
        for definition in definitions {
            let made = try await gateway.makeFlag(definition)
            #expect(made.status == 201, "\(made.json)")
        }
        return gateway
    }

    private func ask(
        _ gateway: GatewayFixture, _ path: String = "/flags/?v=2", _ members: JSONObject = [:],
        agent: String = "posthog-python/7.42.0"
    ) async throws -> GatewayFixture.Answer {
        var body: JSONObject = ["api_key": "phc_test", "distinct_id": "u1"]
        body.merge(members) { $1 }
        return try await gateway.post(path, json: .object(body), headers: [.userAgent: agent])
    }

    @Test func aPropertyThatIsNoNumberCostsNobodyTheirFlags() async throws {
        let body = #"{"api_key":"phc_test","distinct_id":"u1","person_properties":{"plan":"pro","score":NaN}}"#
        let answer = try await gateway().send(
            .post, "/flags/?v=2",
            headers: [
                .contentType: "application/json", .contentLength: String(body.utf8.count),
                .userAgent: "posthog-python/7.42.0",
            ], body: Array(body.utf8))
        #expect(answer.status == 200)
        #expect(answer.json["flags"]?["pro"]?["enabled"] == true)
    }

    @Test func versionTwoTellsEveryVerdict() async throws {
        let answer = try await ask(try await gateway())
        #expect(answer.status == 200)
        #expect(answer.json["errorsWhileComputingFlags"] == false)
        #expect(answer.json["requestId"]?.stringValue?.isEmpty == false)
        #expect(answer.json["evaluatedAt"] == 1_795_000_000_000)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        let flags = answer.json["flags"]
        #expect(flags?.objectValue.map { Array($0.keys) } == ["everybody", "pro", "colour", "off"])
        let colour = flags?["colour"]
        #expect(colour?["enabled"] == true)
        #expect(colour?["variant"] == "blue")
        #expect(
            colour?["reason"] == [
                "code": "condition_match", "condition_index": 0, "description": "Matched condition set 1",
            ])
        #expect(colour?["metadata"]?["payload"] == "{\"hex\":\"#00f\"}")
        #expect(colour?["metadata"]?["version"] == 1)
        #expect(flags?["off"]?["enabled"] == false)
        #expect(flags?["off"]?["variant"] == .null)
        #expect(flags?["off"]?["reason"]?["code"] == "flag_disabled")
        #expect(flags?["pro"]?["reason"]?["code"] == "no_condition_match")
    }

    @Test(
        "older versions have their older forms",
        arguments: [
            ("/flags", "{\"everybody\":true,\"pro\":false,\"colour\":\"blue\",\"off\":false}", true),
            ("/flags/?v=1", "{\"everybody\":true,\"pro\":false,\"colour\":\"blue\",\"off\":false}", true),
            ("/decide/", "[\"everybody\",\"colour\"]", false),
            ("/decide?v=2", "{\"everybody\":true,\"colour\":\"blue\"}", false),
            ("/decide?v=3", "{\"everybody\":true,\"pro\":false,\"colour\":\"blue\",\"off\":false}", true),
        ])
    func legacy(path: String, flags: String, hasPayloads: Bool) async throws {
        let answer = try await ask(try await gateway(), path)
        #expect(answer.status == 200)
        #expect(answer.json["featureFlags"]?.text == flags)
        #expect(answer.json["featureFlagPayloads"] == (hasPayloads ? ["colour": "{\"hex\":\"#00f\"}"] : nil))
        #expect(answer.json["flags"] == nil)
    }

    @Test func decideFourIsFlagsTwo() async throws {
        let gateway = try await gateway()
        #expect(try await ask(gateway, "/decide/?v=4").json["flags"] == (try await ask(gateway).json["flags"]))
    }

    @Test(
        "a request narrows what is evaluated",
        arguments: [
            (["flag_keys": ["pro", "none"]], "posthog-python/7", ["pro"]),
            (["flag_keys_to_evaluate": ["off"]], "posthog-python/7", ["off"]),
            (["disable_flags": true], "posthog-python/7", []),
            (["evaluation_contexts": ["checkout"], "flag_keys": ["checkout-only"]], "curl/8", ["checkout-only"]),
            (["flag_keys": ["browser"]], "Mozilla/5.0", ["browser"]), (["flag_keys": ["browser"]], "curl/8", []),
            (["flag_keys": ["browser"], "evaluation_runtime": "client"], "curl/8", ["browser"]),
            (["flag_keys": ["browser"]], "something/1", []),
        ] as [(JSONObject, String, [String])])
    func narrowed(members: JSONObject, agent: String, keys: [String]) async throws {
        let answer = try await ask(try await gateway(), "/flags?v=2", members, agent: agent)
        #expect(answer.json["flags"]?.objectValue.map { Array($0.keys) } == keys)
    }

    @Test func propertiesOfTheRequestWinOverThoseKnownFromEvents() async throws {
        let gateway = try await gateway()
        try await gateway.capture(["event": "$set", "distinct_id": "u1", "$set": ["plan": "pro"]])
        #expect(try await ask(gateway).json["flags"]?["pro"]?["enabled"] == true)
        let asked = try await ask(gateway, "/flags?v=2", ["person_properties": ["plan": "free"]])
        #expect(asked.json["flags"]?["pro"]?["enabled"] == false)
    }

    @Test(
        "a request that cannot be answered names what is wrong",
        arguments: [
            ("{\"distinct_id\":\"u1\"}", 401, "token"),
            ("{\"token\":\"phc_other\",\"distinct_id\":\"u\"}", 401, "token"),
            ("{\"token\":\"phc_test\"}", 400, "distinct_id"), ("[]", 400, "body"), ("nonsense", 400, "body"),
            ("{\"token\":\"phc_test\",\"distinct_id\":\"u\",\"groups\":7}", 400, "groups"),
        ])
    func refusals(body: String, status: Int, field: String) async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.send(
            .post, "/flags/?v=2", headers: [.contentType: "application/json"], body: Array(body.utf8))
        #expect(answer.status == status)
        #expect(answer.json["errors"]?[0]?["field"]?.stringValue == field)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
    }

    @Test func numbersAreIdentifiersAndAnEmptyOneIsTaken() async throws {
        let gateway = try await gateway()
        #expect(try await ask(gateway, "/flags?v=2", ["distinct_id": 42]).status == 200)
        #expect(try await ask(gateway, "/flags?v=2", ["distinct_id": ""]).status == 200)
    }

    @Test func aPackedBodyIsUnpacked() async throws {
        let gateway = try await gateway()
        let body = "eyJhcGlfa2V5IjoicGhjX3Rlc3QiLCJkaXN0aW5jdF9pZCI6InUxIn0="
        let answer = try await gateway.send(
            .post, "/flags/?v=2&compression=base64", headers: [.contentType: "text/plain"], body: Array(body.utf8))
        #expect(answer.status == 200)
        #expect(answer.json["flags"]?["everybody"]?["enabled"] == true)
    }

    @Test func aGetTellsTheSettingsAndNoFlags() async throws {
        let answer = try await gateway().get("/flags/?token=phc_test", token: nil)
        #expect(answer.status == 200)
        #expect(answer.json["featureFlags"] == [:])
        #expect(answer.json["supportedCompression"] != nil)
    }

    @Test(
        "definitions are for those who may read, and are revalidated",
        arguments: [
            "/flags/definitions?token=phc_test&send_cohorts", "/api/feature_flag/local_evaluation/?token=phc_test",
        ])
    func definitions(path: String) async throws {
        let gateway = try await gateway()
        #expect(try await gateway.get(path, token: nil).status == 401)
        #expect(try await gateway.get(path, token: "phx_wrong").status == 401)
        let wrongProject = path.replacing("phc_test", with: "phc_other")
        #expect(try await gateway.get(wrongProject, token: GatewayFixture.readToken).status == 401)
        let first = try await gateway.get(path, token: GatewayFixture.readToken)
        #expect(first.status == 200)
        #expect(first.json["flags"]?.arrayValue?.count == 6)
        #expect(first.json["group_type_mapping"] != nil)
        #expect(first.json["cohorts"] == [:])
        let tag = try #require(first.headers[.eTag])
        #expect(tag.hasPrefix("W/\""))
        for form in [tag, String(tag.dropFirst(2)), String(tag.dropFirst(3).dropLast())] {
            let second = try await gateway.send(
                .get, path, token: GatewayFixture.readToken, headers: [.ifNoneMatch: form])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
        }
        let another = try await gateway.makeFlag(["key": "another", "filters": ["groups": [["properties": []]]]])
        #expect(another.status == 201, "\(another.json)")
        let third = try await gateway.send(
            .get, path, token: GatewayFixture.readToken, headers: [.ifNoneMatch: tag])
        #expect(third.status == 200)
    }

    @Test func aRemoteConfigurationIsItsPayloadAsText() async throws {
        let gateway = try await gateway()
        let made = try await gateway.makeFlag([
            "key": "limits", "is_remote_configuration": true,
            "filters": [
                "groups": [["properties": [], "rollout_percentage": 100]], "payloads": ["true": "{\"rows\":10.0}"],
            ],
        ])
        #expect(made.status == 201, "\(made.json)")
        let path = "/api/projects/@current/feature_flags/limits/remote_config?token=phc_test"
        let answer = try await gateway.get(path, token: GatewayFixture.readToken)
        #expect(answer.status == 200)
        #expect(answer.json == "{\"rows\":10.0}")
        #expect(try await gateway.get(path, token: nil).status == 401)
        for key in ["none", "everybody"] {
            let missing = try await gateway.get(
                "/api/projects/@current/feature_flags/\(key)/remote_config", token: GatewayFixture.readToken)
            #expect(missing.status == 404)
            #expect(missing.body.isEmpty)
        }
    }

    @Test func aPersonKeepsTheBucketFromBeforeTheySignedIn() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag([
            "key": "half", "ensure_experience_continuity": true,
            "filters": ["groups": [["properties": [], "rollout_percentage": 50]]],
        ])
        func isOn(_ members: JSONObject) async throws -> JSON? {
            try await ask(gateway, "/flags?v=2", members).json["flags"]?["half"]?["enabled"]
        }
        // The first anonymous id whose bucket differs from that of the user.
        let own = try await isOn(["distinct_id": "signed-in"])
        var anonymous = ""
        for number in 0..<64 where anonymous.isEmpty {
            let candidate = "anonymous-\(number)"
            if try await isOn(["distinct_id": .string(candidate)]) != own { anonymous = candidate }
        }
        try #require(!anonymous.isEmpty)
        try await gateway.capture(["event": "seen", "distinct_id": "signed-in"])
        let kept = try await isOn(["distinct_id": "signed-in", "$anon_distinct_id": .string(anonymous)])
        #expect(kept != own)
        #expect(try await isOn(["distinct_id": "signed-in"]) == kept)
    }

    @Test func anIdThatIsTooLongIsCutTheSameWhoeverItNames() throws {
        let long = String(repeating: "x", count: 1_000)
        let asked = try SDKFlagRequest(
            ["token": "phc_test", "distinct_id": .string(long), "$anon_distinct_id": .string(long)], queryToken: nil)
        #expect(asked.distinctID.count == 200)
        #expect(asked.anonymousDistinctID == asked.distinctID)
    }

    @Test func aCalledFlagLandsInTheStore() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.capture([
            "event": "$feature_flag_called", "distinct_id": "u1",
            "properties": ["$feature_flag": "everybody", "$feature_flag_response": true],
        ])
        let events = try await gateway.get("/api/analytics/user/events?user_id=u1&event_type=$feature_flag_called")
        #expect(events.json["total"] == 1)
    }
}
