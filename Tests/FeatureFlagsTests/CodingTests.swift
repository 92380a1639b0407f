import JSON
import Testing

@testable import FeatureFlags

struct CodingTests {
    static let full: JSON = [
        "id": 12, "key": "new-checkout", "name": "New checkout",
        "filters": [
            "groups": [
                [
                    "properties": [
                        [
                            "key": "email", "value": "@example.org", "type": "person", "operator": "icontains",
                            "negation": false, "label": "Email", "future": [1],
                        ]
                    ], "rollout_percentage": 33.3, "variant": "test", "aggregation_group_type_index": .null,
                    "description": "us", "sort_key": "A", "users_affected": 12,
                ]
            ],
            "multivariate": [
                "variants": [
                    ["key": "control", "name": "Control", "rollout_percentage": 50, "color": "red"],
                    ["key": "test", "rollout_percentage": 50],
                ], "later": true,
            ],
            "payloads": ["test": "{\"n\":10.0}"], "aggregation_group_type_index": .null,
            "holdout": ["id": 3, "exclusion_percentage": 10], "early_exit": true, "feature_enrollment": true,
            "holdout_groups": [["x": 1]],
        ],
        "active": false, "archived": true, "deleted": false, "version": 4, "tags": ["web", "owner:me"],
        "evaluation_runtime": "server", "evaluation_contexts": ["docs"], "bucketing_identifier": "device_id",
        "ensure_experience_continuity": false, "is_remote_configuration": true, "has_encrypted_payloads": true,
        "created_at": "2024-01-02T03:04:05.123Z", "updated_at": "2024-02-02T03:04:05Z",
        "created_by": ["id": 1, "first_name": "Ann", "email": "ann@example.org"],
        "last_modified_by": ["first_name": "admin-token"], "last_called_at": "2024-03-02T03:04:05Z",
        "experiment_set": [5], "status": "ACTIVE",
    ]

    @Test func `a flag is written as it was read`() throws {
        let flag = try FeatureFlag(json: Self.full)
        #expect(flag.json == Self.full)
        #expect(flag.filters.groups[0].aggregation == .person)
        #expect(flag.filters.payloads["test"] == "{\"n\":10.0}")
    }

    @Test func `missing members get their defaults`() throws {
        let flag = try FeatureFlag(json: [
            "id": 1, "key": "a", "filters": .null, "created_by": "someone", "tags": .null,
        ])
        #expect(flag.active && !flag.archived && flag.version == 1 && flag.filters == FlagFilters())
        #expect(flag.createdBy?.name == "someone")
    }

    @Test func `a payload that is no text becomes its JSON text`() throws {
        let filters = try FlagFilters(json: ["payloads": ["true": ["a": 10.0], "x": .null, "y": 1]])
        #expect(filters.payloads == ["true": "{\"a\":10.0}", "y": "1"])
    }

    static let wrongKinds: [(JSON, String)] = [
        (["key": "a"], "id"), (["id": 1], "key"), (["id": 1, "key": "a", "filters": []], "filters"),
        (["id": 1, "key": "a", "filters": ["groups": [:]]], "filters.groups"),
        (
            ["id": 1, "key": "a", "filters": ["groups": [["rollout_percentage": "x"]]]],
            "filters.groups[0].rollout_percentage"
        ),
        (["id": 1, "key": "a", "filters": ["groups": [["properties": [[:]]]]]], "filters.groups[0].properties[0].key"),
        (
            ["id": 1, "key": "a", "filters": ["multivariate": ["variants": [["key": "a"]]]]],
            "filters.multivariate.variants[0].rollout_percentage"
        ),
        (
            ["id": 1, "key": "a", "filters": ["multivariate": ["variants": [["key": 1, "rollout_percentage": 1]]]]],
            "filters.multivariate.variants[0].key"
        ),
        (["id": 1, "key": "a", "filters": ["holdout": [:]]], "filters.holdout.id"),
        (["id": 1, "key": "a", "tags": [1]], "tags[0]"), (["id": 1, "key": "a", "active": "yes"], "active"),
        (["id": 1, "key": "a", "created_at": "yesterday"], "created_at"), ([], "body"),
        (
            ["id": 1, "key": "a", "filters": ["aggregation_group_type_index": -1]],
            "filters.aggregation_group_type_index"
        ),
    ]

    @Test(arguments: wrongKinds)
    func `a member of a wrong kind is named`(json: JSON, field: String) {
        #expect { try FeatureFlag(json: json) } throws: { ($0 as? FlagProblem)?.field == field }
    }

    @Test func `one flag that cannot be read leaves the others alone`() throws {
        let (flags, malformed) = FeatureFlag.read([["id": 1, "key": "a"], ["id": 2, "key": "b", "filters": 1], "x"])
        #expect(flags.map(\.key) == ["a"])
        #expect(malformed.map(\.key) == ["b", ""])
        let set = FlagSet(flags: flags, malformed: malformed)
        #expect(set.evaluate("b", in: context())?.failure?.field == "filters")
        #expect(set.evaluate("a", in: context())?.failure == nil)
    }

    static let patches: [(JSONObject, [String], [String])] = [
        (["payloads": [:]], ["groups", "multivariate"], ["payloads"]),
        (["multivariate": .null], ["groups", "payloads"], ["multivariate"]),
        (["groups": []], ["multivariate", "payloads"], ["groups"]), ([:], ["groups", "multivariate", "payloads"], []),
    ]

    @Test(arguments: patches)
    func `a patch replaces the members of filters it names`(changes: JSONObject, kept: [String], emptied: [String])
        throws
    {
        let draft = FlagDraft(try FeatureFlag(json: Self.full))
        let patched = try FlagPatch(filters: changes).applied(to: draft).filters.json
        let before = draft.filters.json
        for name in kept { #expect(patched[name] == before[name]) }
        for name in emptied { #expect(patched[name] != before[name]) }
    }

    @Test func `a patch that replaces everything makes the draft`() throws {
        let flag = try FeatureFlag(json: Self.full)
        let draft = FlagDraft(
            key: "other", filters: FlagFilters(groups: [FlagCondition(rolloutPercentage: 10)]), tags: ["x"])
        #expect(try FlagPatch(replacingWith: draft).applied(to: FlagDraft(flag)) == draft)
    }

    static let wrongMembers: [(String, JSON)] = [
        ("evaluation_runtime", "browser"), ("bucketing_identifier", "cookie"), ("filters", [1]), ("active", 1),
    ]

    @Test(arguments: wrongMembers)
    func `a draft with a wrong member is refused`(name: String, value: JSON) {
        #expect { try FlagDraft(json: ["key": "a", name: value]) } throws: { ($0 as? FlagProblem)?.field == name }
    }

    @Test func `a cohort is written as it was read`() throws {
        let json: JSON = [
            "id": 1, "name": "Pros", "description": "d", "is_static": false,
            "filters": [
                "properties": [
                    "type": "OR", "values": [["type": "AND", "values": [["key": "a", "value": 1, "type": "person"]]]],
                ]
            ],
            "version": 2, "created_at": "2024-01-02T03:04:05Z", "updated_at": "2024-01-02T03:04:05Z", "count": 5,
        ]
        #expect(try Cohort(json: json).json == json)
    }

    @Test func `sets that differ have different versions`() throws {
        let a = try flag("a", ["groups": []])
        var b = a
        b.name = "changed"
        #expect(FlagSet(flags: [a]).version == FlagSet(flags: [a]).version)
        #expect(FlagSet(flags: [a]).version != FlagSet(flags: [b]).version)
        #expect(FlagSet(flags: [a]).version != FlagSet(flags: [a], groupTypes: GroupTypeMapping([0: "x"])).version)
    }
}
