import JSON
import Testing

@testable import FeatureFlags

/// What must hold whatever the flags are: there are several ways to a verdict, and all lead to the same.
struct EvaluationPropertyTests {
    @Test(arguments: 1...40)
    func `together, alone, traced, in another order and relayed a flag comes out the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 7_919)
        let cohorts = try (1...3).map { try Self.cohort(Int64($0), &random) }
        let flags = try (1...12).map { try Self.flag(Int64($0), &random) }
        let types = GroupTypeMapping([0: "company", 1: "team"])
        let set = FlagSet(flags: flags, cohorts: cohorts, groupTypes: types)
        let shuffled = FlagSet(flags: flags.shuffled(using: &random), cohorts: cohorts, groupTypes: types)
        let definitions = set.definitions(teamID: 1)
        let relayed = FlagSet(
            flags: FeatureFlag.read(definitions["flags"]?.arrayValue ?? []).flags, cohorts: cohorts, groupTypes: types)
        #expect(relayed.flags.count == flags.count)
        for _ in 0..<12 {
            let context = Self.context(&random)
            let together = set.evaluate(in: context)
            #expect(together.count == flags.count)
            for evaluation in together {
                #expect(set.evaluate(evaluation.key, in: context) == evaluation)
                #expect(Self.same(evaluation, set.evaluate(evaluation.key, in: context, traced: true)))
                #expect(Self.same(evaluation, shuffled.evaluate(evaluation.key, in: context)))
                #expect(Self.same(evaluation, relayed.evaluate(evaluation.key, in: context)), "\(definitions)")
            }
        }
    }

    private static func same(_ left: FlagEvaluation, _ right: FlagEvaluation?) -> Bool {
        left.verdict == right?.verdict && left.payload == right?.payload && left.reason == right?.reason
    }

    private static func property(_ random: inout SeededGenerator) -> JSON {
        let name =
            ["exact", "is_not", "icontains", "gt", "regex", "is_set", "is_not_set", "between"]
            .randomElement(using: &random) ?? "exact"
        let value: JSON =
            name == "between" ? [1, 5] : ["a", "b", 3, "true", ["a", 3]].randomElement(using: &random) ?? "a"
        return [
            "key": .string(["p", "q", "distinct_id"].randomElement(using: &random) ?? "p"), "type": "person",
            "operator": .string(name), "value": value,
        ]
    }

    private static func cohort(_ id: Int64, _ random: inout SeededGenerator) throws -> Cohort {
        var values = [property(&random), ["type": "OR", "values": [property(&random), property(&random)]]]
        if id > 1 {
            values.append(
                [
                    "key": "id", "type": "cohort", "value": .integer(Int64.random(in: 1..<id, using: &random)),
                    "negation": .bool(.random(using: &random)),
                ])
        }
        return try Cohort(json: [
            "id": .integer(id), "name": "c",
            "filters": ["properties": ["type": Bool.random(using: &random) ? "AND" : "OR", "values": .array(values)]],
        ])
    }

    private static func flag(_ id: Int64, _ random: inout SeededGenerator) throws -> FeatureFlag {
        var filters: JSONObject = ["early_exit": .bool(.random(using: &random))]
        filters["groups"] = .array(
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                var properties = (0..<Int.random(in: 0...2, using: &random)).map { _ in property(&random) }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    // Now and then a flag that does not exist, the flag itself, or a circle.
                    let target = Int64.random(in: 1...14, using: &random)
                    properties.append([
                        "key": .string(String(target)), "type": "flag", "operator": "flag_evaluates_to",
                        "value": [true, false, "x"].randomElement(using: &random) ?? true,
                    ])
                }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    properties.append([
                        "key": "id", "type": "cohort", "value": .integer(Int64.random(in: 1...4, using: &random)),
                        "operator": Bool.random(using: &random) ? "in" : "not_in",
                    ])
                }
                var group: JSONObject = [
                    "properties": .array(properties),
                    "rollout_percentage": [0, 30, 70.5, 100, nil].randomElement(using: &random) ?? nil,
                ]
                if Int.random(in: 0..<5, using: &random) == 0 { group["variant"] = "y" }
                if Int.random(in: 0..<4, using: &random) == 0 { group["aggregation_group_type_index"] = 0 }
                return .object(group)
            })
        if Bool.random(using: &random) {
            filters["multivariate"] = [
                "variants": [["key": "x", "rollout_percentage": 40], ["key": "y", "rollout_percentage": 35]]
            ]
            filters["payloads"] = ["x": "1", "true": "2"]
        }
        if Int.random(in: 0..<5, using: &random) == 0 { filters["holdout"] = ["id": 1, "exclusion_percentage": 30] }
        if Int.random(in: 0..<5, using: &random) == 0 { filters["feature_enrollment"] = true }
        return try FeatureFlag(json: [
            "id": .integer(id), "key": .string("flag-\(id)"), "filters": .object(filters),
            "active": .bool(Int.random(in: 0..<8, using: &random) != 0),
            "ensure_experience_continuity": .bool(Int.random(in: 0..<5, using: &random) == 0),
            "bucketing_identifier": Int.random(in: 0..<5, using: &random) == 0 ? "device_id" : "distinct_id",
        ])
    }

    private static func context(_ random: inout SeededGenerator) -> EvaluationContext {
        var context = FeatureFlagsTests.context("user-\(Int.random(in: 0..<1_000, using: &random))")
        for name in ["p", "q", "$feature_enrollment/flag-3"] where Bool.random(using: &random) {
            context.personProperties[name] = ["a", "B", 3, 4.5, true, nil, ["a"]].randomElement(using: &random) ?? nil
        }
        if Bool.random(using: &random) { context.groups["company"] = "acme" }
        if Bool.random(using: &random) { context.deviceID = "device" }
        if Bool.random(using: &random) { context.anonymousDistinctID = "anonymous" }
        if Bool.random(using: &random) { context.hashKeyOverrides["flag-5"] = "kept" }
        return context
    }
}
