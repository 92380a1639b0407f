import JSON
import Testing

@testable import FeatureFlags

/// The steps of an evaluation, in their order.
struct EvaluationTests {
    private func evaluate(_ filters: JSON, _ context: EvaluationContext = context(), active: Bool = true) throws
        -> FlagEvaluation
    {
        let set = FlagSet(
            flags: [try flag("f", filters, active: active)], groupTypes: GroupTypeMapping([0: "company", 1: "project"]))
        return try #require(set.evaluate("f", in: context))
    }

    @Test func `an inactive flag is off`() throws {
        let evaluation = try evaluate(["groups": [["properties": []]], "payloads": ["true": "1"]], active: false)
        #expect(evaluation.reason.code == .disabled)
        #expect(evaluation.payload == nil)
    }

    @Test func `an empty condition set matches everybody and has the payload of true`() throws {
        let evaluation = try evaluate(["groups": [["properties": []]], "payloads": ["true": "{\"a\":10.0}"]])
        #expect(evaluation.enabled)
        #expect(evaluation.variant == nil)
        #expect(evaluation.payload == "{\"a\":10.0}")
        #expect(evaluation.reason == EvaluationReason(.conditionMatch, conditionIndex: 0))
        #expect(evaluation.reason.description == "Matched condition set 1")
    }

    @Test func `a flag without condition sets is off`() throws {
        #expect(try evaluate(["groups": []]).reason.code == .noConditionMatch)
    }

    static let orders: [([JSON], Int, String)] = [
        (["a", "b"], 0, "first"), (["x", "b"], 1, "second"), (["x", "y"], 2, "first"),
    ]

    @Test(arguments: orders)
    func `the first condition set that matches decides`(values: [JSON], index: Int, variant: String) throws {
        let evaluation = try evaluate(
            [
                "groups": [
                    ["properties": [["key": "p", "value": "a"]], "variant": "first"],
                    ["properties": [["key": "q", "value": "b"]], "variant": "second"],
                    ["properties": [], "variant": "no-such-variant"],
                ],
                "multivariate": [
                    "variants": [
                        ["key": "first", "rollout_percentage": 100], ["key": "second", "rollout_percentage": 0],
                    ]
                ],
            ], context("u", ["p": values[0], "q": values[1]]))
        #expect(evaluation.variant == variant)
        #expect(evaluation.reason.conditionIndex == index)
    }

    @Test(arguments: [(0.0, false), (34.57103347480679, true), (34.57, false), (99.99, true), (100.0, true)])
    func `a rollout includes its bound`(percentage: Double, isOn: Bool) throws {
        let set = FlagSet(flags: [try flag("simple-flag", ["groups": [["rollout_percentage": .double(percentage)]]])])
        let evaluation = try #require(set.evaluate("simple-flag", in: context("distinct_id")))
        #expect(evaluation.enabled == isOn)
        if !isOn { #expect(evaluation.reason.code == .outOfRollout) }
    }

    @Test func `beyond the last variant a flag is plainly on`() throws {
        let evaluation = try evaluate([
            "groups": [["properties": []]],
            "multivariate": ["variants": [["key": "a", "rollout_percentage": 0]]], "payloads": ["true": "1", "a": "2"],
        ])
        #expect(evaluation.enabled)
        #expect(evaluation.variant == nil)
        #expect(evaluation.payload == "1")
    }

    @Test(arguments: [(true, false), (false, true)])
    func `early exit ends at the first rollout that fails`(earlyExit: Bool, isOn: Bool) throws {
        let evaluation = try evaluate([
            "groups": [["rollout_percentage": 0], ["rollout_percentage": 100]], "early_exit": .bool(earlyExit),
        ])
        #expect(evaluation.enabled == isOn)
        if !isOn { #expect(evaluation.reason == EvaluationReason(.outOfRollout, conditionIndex: 0)) }
    }

    @Test func `early exit goes on after properties that fail`() throws {
        let evaluation = try evaluate([
            "groups": [["properties": [["key": "p", "value": "a"]], "rollout_percentage": 0], ["properties": []]],
            "early_exit": true,
        ])
        #expect(evaluation.enabled)
    }

    @Test func `the most telling reason is reported`() throws {
        let evaluation = try evaluate([
            "groups": [
                ["rollout_percentage": 0], ["properties": [["key": "p", "value": "a"]]],
                ["aggregation_group_type_index": 0],
            ]
        ])
        #expect(evaluation.reason == EvaluationReason(.outOfRollout, conditionIndex: 0))
    }

    @Test(arguments: [
        ("user-1", 18.0, "holdout-7"), ("user-1", 17.0, "true"), ("user-5", 18.0, "true"),
        ("user-5", 100.0, "holdout-7"),
        ("user-5", 0.0, "true"),
    ])
    func `a user held out gets the variant of the holdout`(user: String, share: Double, verdict: String) throws {
        let evaluation = try evaluate(
            ["groups": [["properties": []]], "holdout": ["id": 7, "exclusion_percentage": .double(share)]],
            context(user))
        #expect(evaluation.enabled)
        #expect(evaluation.verdict == verdict)
        #expect(evaluation.reason.code == (verdict == "true" ? .conditionMatch : .holdout))
    }

    static let enrollments: [(JSON?, Bool, EvaluationReason.Code)] = [
        (true, true, EvaluationReason.Code.superCondition), ("true", true, .superCondition),
        (false, false, .superCondition), (nil, true, .conditionMatch),
    ]

    @Test(arguments: enrollments)
    func `a person's own enrollment decides before everything else`(
        value: JSON?, isOn: Bool, code: EvaluationReason.Code
    ) throws {
        let properties: JSONObject = value.map { ["$feature_enrollment/f": $0] } ?? [:]
        let evaluation = try evaluate(
            ["groups": [["properties": []]], "feature_enrollment": true], context("u", properties))
        #expect(evaluation.enabled == isOn)
        #expect(evaluation.reason.code == code)
    }

    @Test func `the older form of enrollment is honoured`() throws {
        let filters: JSON = [
            "groups": [["rollout_percentage": 0]],
            "super_groups": [
                ["properties": [["key": "$feature_enrollment/f", "value": ["true"], "operator": "exact"]]]
            ],
        ]
        let enrolled = try evaluate(filters, context("u", ["$feature_enrollment/f": "true"]))
        #expect(enrolled.enabled && enrolled.reason.code == .superCondition)
        #expect(try evaluate(filters, context("u", ["$feature_enrollment/f": "false"])).reason.code == .superCondition)
        #expect(try evaluate(filters).reason.code == .outOfRollout)
    }

    @Test func `a group flag is bucketed by the key of the group`() throws {
        let filters: JSON = [
            "groups": [
                [
                    "properties": [
                        ["key": "size", "type": "group", "group_type_index": 0, "operator": "gt", "value": 10]
                    ]
                ]
            ], "aggregation_group_type_index": 0,
        ]
        var asked = context()
        #expect(try evaluate(filters, asked).reason.code == .noGroupType)
        asked.groups = ["company": "acme"]
        #expect(try evaluate(filters, asked).reason.code == .noConditionMatch)
        asked.groupProperties = ["company": ["size": 20]]
        #expect(try evaluate(filters, asked).enabled)
    }

    @Test func `one flag can target persons and groups`() throws {
        let filters: JSON = [
            "groups": [
                ["aggregation_group_type_index": 1], ["properties": [["key": "p", "value": "a"]]],
            ]
        ]
        var asked = context("u", ["p": "a"])
        #expect(try evaluate(filters, asked).reason.conditionIndex == 1)
        asked.groups = ["project": "web"]
        #expect(try evaluate(filters, asked).reason.conditionIndex == 0)
    }

    @Test(
        "a flag by device needs a device for a part of the users only",
        arguments: [
            (["groups": [["properties": []]]], .conditionMatch),
            (["groups": [["rollout_percentage": 99.9]]], .outOfRollout),
            (["groups": [["properties": [["key": "p", "value": "a"]]]]], .noConditionMatch),
            (["groups": [["rollout_percentage": 50], ["properties": []]]], .conditionMatch),
            (["groups": [["rollout_percentage": 50], ["properties": []]], "early_exit": true], .outOfRollout),
            (
                ["groups": [["rollout_percentage": 0]], "holdout": ["id": 9, "exclusion_percentage": 100]],
                .holdout
            ),
            (
                ["groups": [["rollout_percentage": 0]], "holdout": ["id": 9, "exclusion_percentage": 99]],
                .outOfRollout
            ),
        ] as [(JSON, EvaluationReason.Code)])
    func withoutDevice(filters: JSON, code: EvaluationReason.Code) throws {
        var definition = try flag("f", filters)
        definition.bucketingIdentifier = .deviceID
        let set = FlagSet(flags: [definition])
        #expect(set.evaluate("f", in: context())?.reason.code == code)
        // The same in a call for all flags.
        #expect(set.evaluate(in: context()).map(\.reason.code) == [code])
    }

    @Test func `a flag by device is bucketed by it`() throws {
        var definition = try flag("f", ["groups": [["rollout_percentage": 99.9]]])
        definition.bucketingIdentifier = .deviceID
        var asked = context()
        asked.deviceID = "d1"
        #expect(FlagSet(flags: [definition]).evaluate("f", in: asked)?.enabled == true)
    }

    @Test func `continuity keeps the bucket of the anonymous user`() throws {
        // distinct_id_1 lies below 45 %, distinct_id_0 above.
        var definition = try flag("simple-flag", ["groups": [["rollout_percentage": 45]]])
        definition.ensureExperienceContinuity = true
        let set = FlagSet(flags: [definition])
        var asked = context("distinct_id_0")
        #expect(set.evaluate("simple-flag", in: asked)?.enabled == false)
        asked.anonymousDistinctID = "distinct_id_1"
        #expect(set.evaluate("simple-flag", in: asked)?.enabled == true)
        asked.hashKeyOverrides = ["simple-flag": "distinct_id_0"]
        #expect(set.evaluate("simple-flag", in: asked)?.enabled == false)
    }

    @Test func `an empty identifier has the hash zero`() throws {
        #expect(try evaluate(["groups": [["rollout_percentage": 0]]], context("")).enabled)
    }

    @Test func `flags of other runtimes and contexts are left out`() throws {
        var server = try flag("server", ["groups": [["properties": []]]])
        server.evaluationRuntime = .server
        var docs = try flag("docs", id: 2, ["groups": [["properties": []]]])
        docs.evaluationContexts = ["docs", "app"]
        let set = FlagSet(flags: [server, docs])
        var asked = context()
        asked.runtime = .client
        #expect(set.evaluate(in: asked).map(\.key) == [])
        asked.runtime = .server
        asked.evaluationContexts = ["app"]
        #expect(set.evaluate(in: asked).map(\.key) == ["server", "docs"])
        asked.runtime = nil
        #expect(set.evaluate(in: asked).map(\.key) == ["docs"])
        #expect(set.evaluate(in: asked, keys: ["nothing"]).isEmpty)
    }

    @Test func `a flag the caller does not get is off for what depends on it`() throws {
        var client = try flag("client", ["groups": [["properties": []]]])
        client.evaluationRuntime = .client
        func dependent(_ key: String, id: Int64, on isOn: Bool) throws -> FeatureFlag {
            let condition: JSON = [
                "key": "1", "type": "flag", "operator": "flag_evaluates_to", "value": .bool(isOn),
            ]
            return try flag(key, id: id, ["groups": [["properties": [condition]]]])
        }
        let set = FlagSet(flags: [
            client, try dependent("needs", id: 2, on: true), try dependent("excludes", id: 3, on: false),
        ])
        func on(in runtime: EvaluationRuntime) -> [String] {
            var asked = context()
            asked.runtime = runtime
            return set.evaluate(in: asked).filter(\.enabled).map(\.key)
        }
        #expect(on(in: .server) == ["excludes"])
        #expect(on(in: .client) == ["client", "needs"])
    }

    @Test(
        "a sigma at the end of a word is a sigma",
        arguments: ["ΓΙΏΡΓΟΣ", "Γιώργος", "γιώργοσ", "γιώργος"])
    func sigma(name: String) throws {
        for wanted in ["ΓΙΏΡΓΟΣ", "Γιώργος"] {
            let filters: JSON = ["groups": [["properties": [["key": "name", "value": [.string(wanted), "x"]]]]]]
            #expect(try evaluate(filters, context("u", ["name": .string(name)])).enabled)
        }
    }

    @Test func `a trace tells what was compared`() throws {
        let set = FlagSet(flags: [
            try flag(
                "simple-flag",
                [
                    "groups": [
                        ["properties": [["key": "p", "value": "a"], ["key": "q", "operator": "is_set"]]],
                        ["rollout_percentage": 45],
                    ]
                ])
        ])
        let evaluation = try #require(set.evaluate("simple-flag", in: context("distinct_id", ["p": "b"]), traced: true))
        let trace = try #require(evaluation.trace)
        #expect(trace.conditions.map(\.outcome) == [.noConditionMatch, .conditionMatch])
        #expect(
            trace.conditions[0].properties == [
                PropertyTrace(key: "p", type: "person", operator: "exact", expected: "a", actual: "b", matched: false)
            ])
        #expect(trace.conditions[1].rolloutHash == 0.3457103347480679)
        #expect(trace.conditions[1].identifier == "distinct_id")
        #expect(evaluation.enabled)
    }
}
