import HTTPTypes
import JSON
import Testing

@testable import Gateway

/// What SDKs may ask for with the public token, and by which names.
struct SDKFlagRequestTests {
    private func ask(
        _ gateway: GatewayFixture, _ path: String = "/flags/?v=2", _ members: JSONObject = [:]
    ) async throws -> GatewayFixture.Answer {
        var body: JSONObject = ["api_key": "phc_test", "distinct_id": "u1"]
        body.merge(members) { $1 }
        return try await gateway.post(
            path, json: .object(body), headers: [.userAgent: "posthog-python/7.42.0"])
    }

    @Test(
        "encrypted remote configuration is not told to those who have but the public token",
        arguments: ["/flags/?v=2", "/flags/", "/decide/?v=3", "/decide/?v=2", "/decide/?v=1"])
    func confidential(path: String) async throws {
        let gateway = try await GatewayFixture()
        let filters: JSON = [
            "groups": [["properties": [], "rollout_percentage": 100]], "payloads": ["true": "{\"secret\":1}"],
        ]
        for (key, isEncrypted) in [("plain", false), ("confidential", true)] {
            let made = try await gateway.makeFlag([
                "key": .string(key), "is_remote_configuration": true, "has_encrypted_payloads": .bool(isEncrypted),
                "filters": filters,
            ])
            #expect(made.status == 201, "\(made.json)")
        }
        let answer = try await ask(gateway, path).json
        #expect(answer.text.contains("plain"))
        #expect(!answer.text.contains("confidential"))
        #expect(answer["flags"] == nil || answer["flags"]?["plain"]?["metadata"]?["payload"] == "{\"secret\":1}")
    }

    @Test(
        "members have the names that SDKs have given them",
        arguments: [
            ["$groups": ["company": "acme"], "$group_properties": ["company": ["size": 20]]],
            ["groups": ["company": "acme"], "group_properties": ["company": ["size": 20]]],
        ] as [JSONObject])
    func groupNames(members: JSONObject) async throws {
        let gateway = try await GatewayFixture()
        let made = try await gateway.makeFlag([
            "key": "big",
            "filters": [
                "aggregation_group_type_index": 0,
                "groups": [
                    [
                        "properties": [
                            ["key": "size", "type": "group", "group_type_index": 0, "operator": "gt", "value": 10]
                        ]
                    ]
                ],
            ],
        ])
        #expect(made.status == 201, "\(made.json)")
        let known = try await gateway.post(
            "/capture/",
            json: [
                "api_key": "phc_test", "event": "$groupidentify", "distinct_id": "u1",
                "properties": ["$group_type": "company", "$group_key": "acme"],
            ])
        #expect(known.status == 200)
        #expect(try await ask(gateway, "/flags/?v=2", members).json["flags"]?["big"]?["enabled"] == true)
    }

    @Test(
        "a device is known by its own member or as a property",
        arguments: [
            (["device_id": "d1"], true), (["person_properties": ["$device_id": "d1"]], true),
            (["device_id": "", "$properties": ["$device_id": "d1"]], true), (["device_id": ""], false), ([:], false),
        ] as [(JSONObject, Bool)])
    func device(members: JSONObject, isKnown: Bool) async throws {
        let gateway = try await GatewayFixture()
        let made = try await gateway.makeFlag([
            "key": "device", "bucketing_identifier": "device_id",
            "filters": ["groups": [["properties": [], "rollout_percentage": 99.9]]],
        ])
        #expect(made.status == 201, "\(made.json)")
        #expect(try await ask(gateway, "/flags/?v=2", members).json["flags"]?["device"]?["enabled"] == .bool(isKnown))
    }
}
