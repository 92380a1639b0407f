import JSON
import Testing

@testable import FeatureFlags

/// One row per rule: what is wrong, and the field that must be named.
struct ValidationTests {
    static func base() throws -> (flags: [FeatureFlag], cohorts: [Cohort]) {
        (
            [
                try flag("taken", id: 1, ["groups": [["properties": []]]]),
                try flag("off", id: 2, ["groups": [["properties": []]]], active: false),
                try flag(
                    "many", id: 3,
                    [
                        "groups": [["properties": []]],
                        "multivariate": ["variants": [["key": "blue", "rollout_percentage": 100]]],
                    ]),
            ],
            [
                try Cohort(json: ["id": 7, "name": "c", "filters": ["properties": ["type": "AND", "values": []]]]),
                try Cohort(json: [
                    "id": 8, "name": "b",
                    "filters": ["properties": ["type": "AND", "values": [["key": "e", "type": "behavioral"]]]],
                ]),
            ]
        )
    }

    private func problems(_ filters: JSON) throws -> [FlagProblem] {
        let (flags, cohorts) = try Self.base()
        let draft = FlagDraft(key: "new", filters: try FlagFilters(json: filters))
        return FlagValidator(flags: flags, cohorts: cohorts).problems(with: draft)
    }

    @Test(arguments: [
        ("", "key", "[a-zA-Z0-9_-]+"), ("a b", "key", "[a-zA-Z0-9_-]+"), ("a/b", "key", "[a-zA-Z0-9_-]+"),
        ("ü", "key", "[a-zA-Z0-9_-]+"), ("taken", "key", "unique"),
        (String(repeating: "a", count: 401), "key", "length <= 400"),
    ])
    func `a key follows its rules`(key: String, field: String, rule: String) throws {
        let (flags, cohorts) = try Self.base()
        let problems = FlagValidator(flags: flags, cohorts: cohorts).problems(with: FlagDraft(key: key))
        #expect(problems.map(\.field) == [field])
        #expect(problems.map(\.rule) == [rule])
    }

    private static func properties(_ property: JSON) -> JSON { ["groups": [["properties": [property]]]] }
    private static let value = "filters.groups[0].properties[0].value"
    private static let name = "filters.groups[0].properties[0].operator"

    static let bad: [(JSON, String)] = [
        (["groups": []], "filters.groups"),
        (["groups": [["rollout_percentage": 101]]], "filters.groups[0].rollout_percentage"),
        (["groups": [["rollout_percentage": -0.1]]], "filters.groups[0].rollout_percentage"),
        (["groups": [["variant": "blue"]]], "filters.groups[0].variant"),
        (["groups": [[:]], "version": 2], "filters.version"),
        (
            ["groups": [[:]], "holdout": ["id": 1, "exclusion_percentage": 101]], "filters.holdout.exclusion_percentage"
        ),
        (["groups": [[:]], "multivariate": ["variants": []]], "filters.multivariate.variants"),
        (variants(["a": 50, "b": 49.9]), "filters.multivariate.variants"),
        (variants(["a": 60, "b": 60]), "filters.multivariate.variants"),
        (variants(["a": 110, "b": -10]), "filters.multivariate.variants[0].rollout_percentage"),
        (variants(["a b": 100]), "filters.multivariate.variants[0].key"),
        (variants(["": 100]), "filters.multivariate.variants[0].key"),
        (
            [
                "groups": [[:]],
                "multivariate": [
                    "variants": [["key": "a", "rollout_percentage": 50], ["key": "a", "rollout_percentage": 50]]
                ],
            ], "filters.multivariate.variants[1].key"
        ),
        (["groups": [[:]], "payloads": ["blue": "1"]], "filters.payloads.blue"),
        (["groups": [[:]], "payloads": ["true": "{"]], "filters.payloads.true"),
        (properties(["key": "", "value": "x"]), "filters.groups[0].properties[0].key"),
        (properties(["key": "p", "value": "x", "type": "event"]), "filters.groups[0].properties[0].type"),
        (
            properties(["key": "p", "value": 1, "type": "group", "group_type_index": 0]),
            "filters.groups[0].properties[0].type"
        ),
        (
            ["groups": [["properties": [["key": "p", "value": "x"]]]], "aggregation_group_type_index": 0],
            "filters.groups[0].properties[0].type"
        ),
        (
            [
                "groups": [["properties": [["key": "p", "value": "x", "type": "group", "group_type_index": 1]]]],
                "aggregation_group_type_index": 0,
            ], "filters.groups[0].properties[0].type"
        ),
        (properties(["key": "p", "value": "x", "operator": "like"]), name),
        (properties(["key": "p", "value": 7, "operator": "in"]), name),
        (properties(["key": "p", "value": true, "operator": "flag_evaluates_to"]), name),
        (properties(["key": "p"]), value), (properties(["key": "p", "value": ["a": 1]]), value),
        (properties(["key": "p", "value": 1, "operator": "icontains"]), value),
        (properties(["key": "p", "value": ["a"], "operator": "starts_with"]), value),
        (properties(["key": "p", "value": "a", "operator": "icontains_multi"]), value),
        (properties(["key": "p", "value": "?*", "operator": "regex"]), value),
        (properties(["key": "p", "value": 1, "operator": "not_regex"]), value),
        (properties(["key": "p", "value": "six", "operator": "gt"]), value),
        (properties(["key": "p", "value": "inf", "operator": "lte"]), value),
        (properties(["key": "p", "value": [5, 1], "operator": "between"]), value),
        (properties(["key": "p", "value": "soon", "operator": "is_date_before"]), value),
        (properties(["key": "p", "value": 5, "operator": "is_date_after"]), value),
        (properties(["key": "p", "value": "1.x.2.y", "operator": "semver_gt"]), value),
        (properties(["key": "p", "value": "latest", "operator": "semver_caret"]), value),
        (properties(["key": "p", "value": "1.*.3", "operator": "semver_wildcard"]), value),
        (properties(["key": "id", "value": "x", "type": "cohort"]), value),
        (properties(["key": "id", "value": 99, "type": "cohort", "operator": "in"]), value),
        (properties(["key": "id", "value": 8, "type": "cohort", "operator": "in"]), value),
        (properties(["key": "id", "value": 7, "type": "cohort", "operator": "regex"]), name),
        (
            properties(["key": "99", "value": true, "type": "flag", "operator": "flag_evaluates_to"]),
            "filters.groups[0].properties[0].key"
        ),
        (
            properties(["key": "2", "value": true, "type": "flag", "operator": "flag_evaluates_to"]),
            "filters.groups[0].properties[0].key"
        ),
        (properties(["key": "1", "value": true, "type": "flag", "operator": "exact"]), name),
        (properties(["key": "3", "value": "red", "type": "flag", "operator": "flag_evaluates_to"]), value),
        (properties(["key": "3", "value": 1, "type": "flag", "operator": "flag_evaluates_to"]), value),
        (properties(["key": "p", "value": .string(String(repeating: "x", count: 600_000))]), "filters"),
        (properties(["key": "p", "value": "x", "extra": deep(30)]), "filters"),
    ]

    @Test(arguments: bad)
    func `filters that break a rule are refused with the field named`(filters: JSON, field: String) throws {
        #expect(try problems(filters).map(\.field).contains(field))
    }

    static let good: [JSON] = [
        variants(["a": 33.33, "b": 33.33, "c": 33.34]), variants(["a/b.c_d-e": 100]),
        ["groups": [["rollout_percentage": 0.5]], "payloads": ["true": "[1,2]"]],
        properties(["key": "p", "value": ["a", 1, true]]), properties(["key": "p", "operator": "is_set"]),
        properties(["key": "p", "value": "5", "operator": "gt"]),
        properties(["key": "p", "value": -7, "operator": "min"]),
        properties(["key": "p", "value": [1, 5], "operator": "between"]),
        properties(["key": "p", "value": "-7d", "operator": "is_date_after"]),
        properties(["key": "p", "value": "1.2.*", "operator": "semver_wildcard"]),
        properties(["key": "p", "value": "^a(?=b)", "operator": "regex"]),
        properties(["key": "id", "value": 7, "type": "cohort", "operator": "not_in"]),
        properties(["key": "3", "value": "blue", "type": "flag", "operator": "flag_evaluates_to"]),
        properties(["key": "1", "value": false, "type": "flag", "operator": "flag_evaluates_to"]),
        [
            "groups": [
                [
                    "properties": [["key": "p", "value": "x", "type": "group", "group_type_index": 1]],
                    "aggregation_group_type_index": 1,
                ]
            ]
        ],
    ]

    @Test(arguments: good)
    func `filters that follow the rules are accepted`(filters: JSON) throws {
        #expect(try problems(filters) == [])
    }

    private static func variants(_ shares: KeyValuePairs<String, Double>) -> JSON {
        [
            "groups": [[:]],
            "multivariate": [
                "variants": .array(shares.map { ["key": .string($0), "rollout_percentage": .double($1)] })
            ],
        ]
    }

    private static func deep(_ depth: Int) -> JSON {
        (0..<depth).reduce("x") { inner, _ in [inner] }
    }

    @Test func `settings that exclude each other are refused`() throws {
        let validator = FlagValidator(flags: [], cohorts: [])
        let rows: [(String, FlagDraft)] = [
            ("archived", FlagDraft(key: "a", active: true, archived: true)),
            (
                "ensure_experience_continuity",
                FlagDraft(key: "a", bucketingIdentifier: .deviceID, ensureExperienceContinuity: true)
            ),
            ("has_encrypted_payloads", FlagDraft(key: "a", hasEncryptedPayloads: true)),
            ("evaluation_contexts", FlagDraft(key: "a", evaluationContexts: (0..<51).map(String.init))),
            ("evaluation_contexts[0]", FlagDraft(key: "a", evaluationContexts: [""])),
            ("tags[0]", FlagDraft(key: "a", tags: [String(repeating: "t", count: 256)])),
        ]
        for (field, draft) in rows { #expect(validator.problems(with: draft).map(\.field) == [field]) }
    }

    @Test func `a dependency that closes a cycle is refused`() throws {
        func asking(_ id: Int) -> JSON {
            Self.properties(["key": .string("\(id)"), "type": "flag", "operator": "flag_evaluates_to", "value": true])
        }
        let a = try flag("a", id: 1, ["groups": [[:]]])
        let flags = [a, try flag("b", id: 2, asking(1)), try flag("c", id: 3, asking(2))]
        let validator = FlagValidator(flags: flags, cohorts: [])
        for id in 1...3 {
            let draft = FlagDraft(key: "a", filters: try FlagFilters(json: asking(id)))
            #expect(validator.problems(with: draft, changing: a).map(\.rule) == ["no cycle"])
        }
        #expect(validator.dependents(of: a).map(\.key) == ["b"])
        #expect(validator.problems(with: FlagDraft(a), changing: a) == [])
    }

    @Test func `an existing flag may lose all its condition sets`() throws {
        let a = try flag("a", id: 1, ["groups": [[:]]])
        let validator = FlagValidator(flags: [a], cohorts: [])
        #expect(validator.problems(with: FlagDraft(key: "a", filters: FlagFilters()), changing: a) == [])
    }

    @Test func `remote configuration without condition sets goes to everybody`() {
        let draft = FlagDraft(key: "a", filters: FlagFilters(), isRemoteConfiguration: true)
        #expect(FlagValidator(flags: [], cohorts: []).problems(with: draft) == [])
        #expect(draft.normalized().filters.groups == [FlagCondition(rolloutPercentage: 100)])
    }

    static let badCohorts: [(JSON, String)] = [
        (["type": "AND", "values": [["key": "id", "type": "cohort", "value": 1]]], "filters.properties"),
        (
            ["type": "AND", "values": [["key": "id", "type": "cohort", "value": 9]]],
            "filters.properties.values[0].value"
        ),
        (
            ["type": "AND", "values": [["key": "a", "operator": "regex", "value": "("]]],
            "filters.properties.values[0].value"
        ),
        (
            ["type": "AND", "values": [["key": "a", "type": "flag", "value": true]]],
            "filters.properties.values[0].type"
        ),
    ]

    @Test(arguments: badCohorts)
    func `a cohort that breaks a rule is refused`(definition: JSON, field: String) throws {
        let stored = Cohort(id: 1, name: "c")
        var changed = stored
        changed.definition = try CohortGroup(json: definition, path: "filters.properties")
        let validator = FlagValidator(flags: [], cohorts: [stored])
        #expect(validator.problems(with: changed, isNew: false).map(\.field) == [field])
    }
}
