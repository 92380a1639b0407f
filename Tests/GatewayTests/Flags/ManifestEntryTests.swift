import HTTPTypes
import JSON
import Testing

@testable import Gateway

/// What an entry of the manifest is when it comes back, and what its tag stands for.
struct ManifestEntryTests {
    private static let flags = GatewayFixture.manifestFlags

    @Test func whatIsShownInAnotherWayHasAnotherTag() async throws {
        let path = "\(Self.flags)/limit"
        let coercing = try await GatewayFixture(["COERCE_NUMERIC_STRINGS": "true"])
        let plain = try await GatewayFixture()
        var tags: [String] = []
        for gateway in [plain, coercing] {
            try await gateway.makeManifestFlag(["key": "limit", "type": "integer", "defaultValue": 1])
            for dialect in ["reference", "sync"] {
                let read = try await gateway.get("\(path)?dialect=\(dialect)")
                let tag = try #require(read.headers[.eTag])
                tags.append(tag)
                let again = try await gateway.send(
                    .get, "\(path)?dialect=\(dialect)", token: GatewayFixture.readToken, headers: [.ifNoneMatch: tag])
                #expect(again.status == 304)
                // Whatever way the flag was shown in, its state is known.
                let written = try await gateway.put(
                    path, json: ["description": .string(tag)], headers: [.ifMatch: tag])
                #expect(written.status == 200)
            }
        }
        #expect(Set(tags).count == tags.count)
        let other = try await plain.send(
            .get, "\(path)?dialect=sync", token: GatewayFixture.readToken,
            headers: [.ifNoneMatch: try #require(try await plain.get(path).headers[.eTag])])
        #expect(other.status == 200)
    }

    @Test func twoNormalizationsOfOneKeyAreNotTwoFlags() async throws {
        let gateway = try await GatewayFixture()
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let flag: JSON = ["key": .string(composed), "type": "string", "defaultValue": "one"]
        for _ in 0..<2 {
            #expect(try await gateway.post(Self.flags, json: flag, token: GatewayFixture.writeToken).status == 201)
        }
        let refused = try await gateway.post(
            Self.flags, json: flag.with("key", .string(decomposed)), token: GatewayFixture.writeToken)
        #expect(refused.status == 400)
        #expect(refused.json.text.contains("normalization"))
    }

    @Test func anEntryCanBeSentBackAsItWasShown() async throws {
        let gateway = try await GatewayFixture()
        for (key, name) in [("unnamed", ""), ("described", "Made in PostHog")] {
            try await gateway.makeFlag([
                "key": .string(key), "name": .string(name), "filters": ["groups": [["properties": []]]],
            ])
            let before = try await gateway.get("/api/flags/\(key)").json["flag"]
            let path = "\(Self.flags)/\(key)"
            guard case .object(var entry) = try await gateway.get(path).json else { throw CancellationError() }
            #expect(try await gateway.put(path, json: .object(entry)).status == 200)
            #expect(try await gateway.get("/api/flags/\(key)").json["flag"] == before)
            entry["state"] = "DISABLED"
            #expect(try await gateway.put(path, json: .object(entry)).status == 200)
            #expect(try await gateway.get("/api/flags/\(key)").json["flag"]?["name"] == .string(name))
        }
        try await gateway.makeManifestFlag(["key": "made", "type": "boolean", "defaultValue": true])
        let entry = try await gateway.get("\(Self.flags)/made").json
        #expect(try await gateway.post(Self.flags, json: entry, token: GatewayFixture.writeToken).status == 201)
    }

    @Test func aNewDefaultTakesNothingFromVariantsThatSayNothing() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag([
            "key": "experiment",
            "filters": [
                "groups": [["properties": [], "rollout_percentage": 100, "variant": "control"]],
                "multivariate": [
                    "variants": [
                        ["key": "control", "rollout_percentage": 50], ["key": "test", "rollout_percentage": 50],
                    ]
                ],
                "payloads": ["test": "{\"color\":\"red\"}"],
            ],
        ])
        let path = "\(Self.flags)/experiment"
        let before = try await gateway.evaluate("experiment", ["targetingKey": "u1"])
        #expect(before.status == 200)
        let pushed = try await gateway.put(
            "\(path)?dialect=sync",
            json: ["key": "experiment", "type": "object", "defaultValue": ["color": "blue"]])
        #expect(pushed.status == 200, "\(pushed.json)")
        let after = try await gateway.evaluate("experiment", ["targetingKey": "u1"])
        #expect(after.status == 200)
        #expect(after.json["value"] == before.json["value"])
        #expect(after.json["variant"] == "control")
        guard case .object(var entry) = try await gateway.get(path).json else { throw CancellationError() }
        entry["state"] = "DISABLED"
        let sent = try await gateway.put(path, json: .object(entry))
        #expect(sent.status == 200, "\(sent.json)")
        #expect(sent.json["state"] == "DISABLED")
    }
}
