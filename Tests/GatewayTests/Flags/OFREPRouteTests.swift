import Analytics
import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct OFREPRouteTests {
    private static let proFlag: JSON = [
        "key": "pro",
        "filters": [
            "groups": [["properties": [["key": "plan", "value": "pro", "type": "person", "operator": "exact"]]]]
        ],
    ]

    @Test func aValueHasVariantAndReason() async throws {
        let gateway = try await GatewayFixture(["DEFAULT_ROLLOUT_PERCENTAGE": "100"])
        try await gateway.makeManifestFlag(["key": "ratio", "type": "float", "defaultValue": 10])
        let answer = try await gateway.evaluate("ratio", ["targetingKey": "u1"])
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
        #expect(answer.json["key"] == "ratio")
        #expect(answer.json["value"] == 10.0)
        #expect(answer.json["variant"]?.stringValue != nil)
        #expect(answer.json["reason"]?.stringValue != nil)
    }

    @Test func aDisabledFlagHasAReasonAndNoValue() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag([
            "key": "off", "type": "boolean", "defaultValue": false, "state": "DISABLED",
        ])
        let answer = try await gateway.evaluate("off", ["targetingKey": "u1"])
        #expect(answer.status == 200)
        #expect(answer.json["reason"] == "DISABLED")
        #expect(answer.json["value"] == nil)
        #expect(answer.json["variant"]?.stringValue != nil)
    }

    @Test(
        "what cannot be evaluated has its status and both texts",
        arguments: [
            ("none", "{\"context\":{\"targetingKey\":\"u\"}}", 404, "FLAG_NOT_FOUND"),
            ("a/b", "{}", 404, "FLAG_NOT_FOUND"), ("half", "{}", 400, "TARGETING_KEY_MISSING"),
            ("half", "{\"context\":{}}", 400, "TARGETING_KEY_MISSING"), ("half", "nonsense", 400, "PARSE_ERROR"),
            ("half", "", 400, "PARSE_ERROR"), ("half", "[]", 400, "PARSE_ERROR"),
            ("half", "{\"context\":7}", 400, "INVALID_CONTEXT"),
            ("half", "{\"context\":{\"targetingKey\":7}}", 400, "INVALID_CONTEXT"),
        ])
    func failures(key: String, body: String, status: Int, code: String) async throws {
        let gateway = try await GatewayFixture(["DEFAULT_ROLLOUT_PERCENTAGE": "50"])
        try await gateway.makeManifestFlag(["key": "half", "type": "boolean", "defaultValue": false])
        let answer = try await gateway.send(
            .post, "/ofrep/v1/evaluate/flags/\(key)", token: GatewayFixture.readToken,
            headers: [.contentType: "application/json"], body: Array(body.utf8))
        #expect(answer.status == status)
        #expect(answer.json["key"] == .string(key))
        #expect(answer.json["errorCode"] == .string(code))
        #expect(answer.json["errorDetails"]?.stringValue?.isEmpty == false)
    }

    @Test func callersWithoutTheCapabilityAndBadRequestsAreRefusedInOFREPsWords() async throws {
        let gateway = try await GatewayFixture(["CUSTOM_TOKEN_2": "lookup-token-0123456789:lookup"])
        for (token, status) in [(nil, 401), ("lookup-token-0123456789", 403)] as [(String?, Int)] {
            let answer = try await gateway.post("/ofrep/v1/evaluate/flags/a", json: [:], token: token)
            #expect(answer.status == status)
            #expect(answer.json["key"] == "a")
            #expect(answer.json["errorCode"] == "GENERAL")
            #expect(answer.json["errorDetails"]?.stringValue != nil)
        }
        let key: HTTPFields = [.apiKey: GatewayFixture.readToken, .contentType: "application/json"]
        let byKey = try await gateway.send(
            .post, "/ofrep/v1/evaluate/flags", headers: key, body: Array("{}".utf8))
        #expect(byKey.status == 200)
        let form = try await gateway.send(
            .post, "/ofrep/v1/evaluate/flags", token: GatewayFixture.readToken,
            headers: [.contentType: "application/x-www-form-urlencoded"], body: Array("a=b".utf8))
        #expect(form.status == 415)
        #expect(form.json["errorCode"] == "GENERAL")
        let get = try await gateway.get("/ofrep/v1/evaluate/flags/a")
        #expect(get.status == 405)
        #expect(get.headers[.allow] == "OPTIONS, POST")
        #expect(get.json["errorCode"] == "GENERAL")
    }

    @Test func theBulkAnswerIsRevalidatedWithoutAnswer() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "a", "type": "boolean", "defaultValue": false])
        try await gateway.makeFlag(Self.proFlag)
        let context: JSON = ["targetingKey": "u1", "plan": "pro"]
        let first = try await gateway.evaluate(nil, context)
        #expect(first.status == 200)
        #expect(first.json["flags"]?.arrayValue?.compactMap { $0["key"]?.stringValue } == ["a", "pro"])
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "private, no-cache")
        let bare = tag.dropFirst().dropLast()
        for form in [tag, "W/\(tag)", "\"other\", \(tag)", String(bare), "\"\(bare)-gzip\"", "*"] {
            let second = try await gateway.evaluate(nil, context, headers: [.ifNoneMatch: form])
            #expect(second.status == 304, "\(form)")
            #expect(second.body.isEmpty)
            #expect(second.headers[.eTag] == tag)
        }
        for (context, reason) in [
            (["targetingKey": "u1", "plan": "free"], "another property"),
            (["targetingKey": "u2", "plan": "pro"], "another user"),
        ] as [(JSON, String)] {
            let other = try await gateway.evaluate(nil, context, headers: [.ifNoneMatch: tag])
            #expect(other.status == 200, "\(reason)")
            #expect(other.headers[.eTag] != tag)
        }
        let forced = try await gateway.post(
            "/ofrep/v1/evaluate/flags?flagConfigEtag=other", json: ["context": context],
            token: GatewayFixture.readToken, headers: [.ifNoneMatch: tag])
        #expect(forced.status == 200)
        let scope = try await gateway.post(
            "/ofrep/v1/evaluate/flags", json: ["context": context], token: GatewayFixture.adminToken,
            headers: [.ifNoneMatch: tag])
        #expect(scope.status == 200)
        _ = try await gateway.put("\(GatewayFixture.manifestFlags)/a", json: ["state": "DISABLED"])
        #expect(try await gateway.evaluate(nil, context, headers: [.ifNoneMatch: tag]).status == 200)
    }

    @Test func whatIsKnownOfAPersonCountsWhereTheRequestSaysNothing() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag(Self.proFlag)
        #expect(try await gateway.evaluate("pro", ["targetingKey": "u1"]).json["value"] == false)
        let before = try await gateway.evaluate(nil, ["targetingKey": "u1"])
        let tag = try #require(before.headers[.eTag])

        try await gateway.capture(["event": "seen", "distinct_id": "u1"])
        let unchanged = try await gateway.evaluate(nil, ["targetingKey": "u1"], headers: [.ifNoneMatch: tag])
        #expect(unchanged.status == 304)

        try await gateway.capture(["event": "$set", "distinct_id": "u1", "$set": ["plan": "pro"]])
        #expect(try await gateway.evaluate("pro", ["targetingKey": "u1"]).json["value"] == true)
        let changed = try await gateway.evaluate(nil, ["targetingKey": "u1"], headers: [.ifNoneMatch: tag])
        #expect(changed.status == 200)
        #expect(changed.json["flags"]?[0]?["value"] == true)
        let asked = try await gateway.evaluate("pro", ["targetingKey": "u1", "plan": "free"])
        #expect(asked.json["value"] == false)
    }

    @Test func whatIsKnownOfAGroupCountsToo() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.capture([
            "event": "$groupidentify", "distinct_id": "u1",
            "properties": ["$group_type": "company", "$group_key": "acme", "$group_set": ["plan": "pro"]],
        ])
        let made = try await gateway.makeFlag([
            "key": "company-pro",
            "filters": [
                "aggregation_group_type_index": 0,
                "groups": [
                    [
                        "properties": [
                            [
                                "key": "plan", "value": "pro", "type": "group", "operator": "exact",
                                "group_type_index": 0,
                            ]
                        ]
                    ]
                ],
            ],
        ])
        #expect(made.status == 201, "\(made.json)")
        let known = try await gateway.evaluate(
            "company-pro", ["targetingKey": "u1", "groups": ["company": "acme"]])
        #expect(known.json["value"] == true)
        let asked = try await gateway.evaluate(
            "company-pro",
            [
                "targetingKey": "u1", "groups": ["company": "acme"], "group_properties": ["company": ["plan": "free"]],
            ])
        #expect(asked.json["value"] == false)
    }

    @Test func anAnswerThatChangesWithTimeIsTaggedByItsBytes() async throws {
        let gateway = try await GatewayFixture()
        let made = try await gateway.makeFlag([
            "key": "fresh",
            "filters": [
                "groups": [
                    [
                        "properties": [
                            ["key": "joined", "value": "-7d", "type": "person", "operator": "is_date_after"]
                        ]
                    ]
                ]
            ],
        ])
        #expect(made.status == 201)
        let context: JSON = ["targetingKey": "u1", "joined": .string(GatewayFixture.now.description)]
        let first = try await gateway.evaluate(nil, context)
        #expect(first.json["flags"]?[0]?["value"] == true)
        let tag = try #require(first.headers[.eTag])
        #expect(tag.hasPrefix("\"a"))
        #expect(try await gateway.evaluate(nil, context, headers: [.ifNoneMatch: tag]).status == 304)
    }

    @Test(
        "pages of the allowed origins may read answers, others may not",
        arguments: [
            ("https://shop.example", "https://shop.example", "https://shop.example"),
            ("https://shop.example", "https://evil.example", nil), ("*", "https://any.example", "*"),
            ("", "https://shop.example", nil),
        ] as [(String, String, String?)])
    func origins(setting: String, origin: String, allowed: String?) async throws {
        let gateway = try await GatewayFixture(["CORS_ALLOWED_ORIGINS": setting])
        for path in ["/ofrep/v1/evaluate/flags", "/ofrep/v1/evaluate/flags/none"] {
            let preflight = try await gateway.send(
                .options, path,
                headers: [
                    .origin: origin, .accessControlRequestMethod: "POST",
                    .accessControlRequestHeaders: "authorization,content-type,if-none-match",
                ])
            #expect(preflight.status == 204)
            #expect(preflight.headers[.accessControlAllowOrigin] == allowed)
            #expect(
                (preflight.headers[.accessControlAllowHeaders]?.contains("if-none-match") == true) == (allowed != nil))
            let answer = try await gateway.post(
                path, json: [:], token: GatewayFixture.readToken, headers: [.origin: origin])
            #expect(answer.headers[.accessControlAllowOrigin] == allowed)
            #expect(answer.headers[.accessControlExposeHeaders] == allowed.map { _ in "ETag, Retry-After" })
            let refused = try await gateway.post(path, json: [:], headers: [.origin: origin])
            #expect(refused.status == 401)
            #expect(refused.headers[.accessControlAllowOrigin] == allowed)
        }
    }

    @Test func keysNobodyHasAreCountedWithTheNearestRealOne() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "checkout", "type": "boolean", "defaultValue": false])
        for _ in 0..<2 { _ = try await gateway.evaluate("chekout", ["targetingKey": "u1"]) }
        _ = try await gateway.evaluate("checkout", ["targetingKey": "u1"])
        await gateway.application.usage.handOver()
        let unknown = try await gateway.get("/api/flag-insight/unknown").json["keys"]
        #expect(unknown?[0]?["key"] == "chekout")
        #expect(unknown?[0]?["count"] == 2)
        #expect(unknown?[0]?["nearest"] == "checkout")
        #expect(try await gateway.get("/api/flags").json["flags"]?[0]?["evaluations"] == 1)
    }
}
