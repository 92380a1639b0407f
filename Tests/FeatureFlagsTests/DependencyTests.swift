import JSON
import Testing

@testable import FeatureFlags

struct DependencyTests {
    private func depends(on key: String, _ value: JSON, operator name: String = "flag_evaluates_to") -> JSON {
        [
            "groups": [
                ["properties": [["key": .string(key), "type": "flag", "operator": .string(name), "value": value]]]
            ]
        ]
    }

    private static let variants: JSON = [
        "groups": [["properties": []]], "multivariate": ["variants": [["key": "blue", "rollout_percentage": 100]]],
    ]

    static let outcomes: [(String, JSON, Bool)] = [
        ("10", true, true), ("10", false, false), ("off", true, false), ("off", false, true),
        ("inactive", false, true), ("many", true, true), ("many", "blue", true), ("many", "Blue", false),
        ("many", "red", false), ("10", "blue", false), ("10", 1, false),
    ]

    @Test(arguments: outcomes)
    func `a flag can ask for the outcome of another`(key: String, value: JSON, isOn: Bool) throws {
        let set = FlagSet(flags: [
            try flag("asking", id: 1, depends(on: key, value)),
            try flag("base", id: 10, ["groups": [["properties": []]]]),
            try flag("off", id: 11, ["groups": [["rollout_percentage": 0]]]),
            try flag("inactive", id: 12, ["groups": [["properties": []]]], active: false),
            try flag("many", id: 13, Self.variants),
        ])
        #expect(set.evaluate("asking", in: context())?.enabled == isOn)
        #expect(set.evaluate(in: context()).first?.enabled == isOn)
    }

    @Test func `another operator never matches`() throws {
        let set = FlagSet(flags: [
            try flag("a", id: 1, depends(on: "2", true, operator: "exact")),
            try flag("b", id: 2, ["groups": [["properties": []]]]),
        ])
        #expect(set.evaluate("a", in: context())?.reason.code == .noConditionMatch)
    }

    @Test func `a missing flag switches off everything that depends on it`() throws {
        let set = FlagSet(flags: [
            try flag("a", id: 1, depends(on: "2", false)), try flag("b", id: 2, depends(on: "99", true)),
            try flag("c", id: 3, ["groups": [["properties": []]]]),
        ])
        #expect(
            set.evaluate(in: context()).map(\.reason.code) == [.missingDependency, .missingDependency, .conditionMatch])
    }

    @Test func `a cycle switches off its members and nothing else`() throws {
        let set = FlagSet(flags: [
            try flag("a", id: 1, depends(on: "2", true)), try flag("b", id: 2, depends(on: "1", true)),
            try flag("self", id: 3, depends(on: "3", true)), try flag("behind", id: 4, depends(on: "1", true)),
            try flag("free", id: 5, ["groups": [["properties": []]]]),
        ])
        let evaluations = set.evaluate(in: context())
        #expect(evaluations.map(\.enabled) == [false, false, false, false, true])
        #expect(Set(evaluations.prefix(4).map(\.reason.code)) == [.missingDependency])
    }

    @Test func `a chain of thousands of flags is evaluated without recursion`() throws {
        let count: Int64 = 5_000
        var flags = try (1..<count).map { try flag("f\($0)", id: $0, depends(on: "\($0 + 1)", true)) }
        flags.append(try flag("f\(count)", id: count, ["groups": [["properties": []]]]))
        let set = FlagSet(flags: flags)
        #expect(set.evaluate("f1", in: context())?.enabled == true)
        #expect(set.evaluate(in: context()).filter(\.enabled).count == Int(count))
    }

    @Test func `definitions name flags by key and tell the chain`() throws {
        let set = FlagSet(flags: [
            try flag("a", id: 1, depends(on: "2", true)), try flag("b", id: 2, depends(on: "3", true)),
            try flag("c", id: 3, ["groups": [["properties": []]]]), try flag("d", id: 4, depends(on: "4", true)),
        ])
        let definitions = set.definitions(teamID: 7)
        let properties = try #require(definitions["flags"]?.arrayValue).map {
            $0["filters"]?["groups"]?[0]?["properties"]?[0]
        }
        #expect(properties[0]?["key"] == "b")
        #expect(properties[0]?["dependency_chain"] == ["c", "b"])
        #expect(properties[1]?["dependency_chain"] == ["c"])
        #expect(properties[3]?["dependency_chain"] == [])
        #expect(definitions["flags"]?[2]?["filters"]?["groups"]?[0]?["aggregation_group_type_index"] == .null)
    }

    @Test func `what definitions say is evaluated like what they were made from`() throws {
        let flags = [
            try flag("a", id: 1, depends(on: "2", true)), try flag("b", id: 2, depends(on: "3", true)),
            try flag("3", id: 9, ["groups": [["rollout_percentage": 0]]]),
            try flag("c", id: 3, ["groups": [["properties": []]]]),
        ]
        let definitions = FlagSet(flags: flags).definitions(teamID: 1)
        let relayed = FeatureFlag.read(definitions["flags"]?.arrayValue ?? [])
        #expect(relayed.malformed.isEmpty)
        #expect(FlagSet(flags: relayed.flags).evaluate("a", in: context())?.enabled == true)
    }
}
