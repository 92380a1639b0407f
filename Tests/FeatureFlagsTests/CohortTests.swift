import JSON
import Testing

@testable import FeatureFlags

struct CohortTests {
    private func asks(_ id: Int64, _ name: String? = "in") -> JSON {
        var property: JSONObject = ["key": "id", "type": "cohort", "value": .integer(id)]
        if let name { property["operator"] = .string(name) }
        return ["groups": [["properties": [.object(property)]]]]
    }

    private func cohort(_ id: Int64, _ definition: JSON) throws -> Cohort {
        try Cohort(json: ["id": .integer(id), "name": "c", "filters": ["properties": definition]])
    }

    private static let pro: JSON = ["key": "plan", "value": "pro", "type": "person"]
    private static let notPro: JSON = ["key": "plan", "value": "pro", "type": "person", "negation": true]
    private static let old: JSON = ["key": "age", "value": 60, "type": "person", "operator": "gt"]

    static let definitions: [(JSON, String, Int, Bool)] = [
        ([:], "free", 20, true), (["type": "AND", "values": []], "free", 20, true),
        (["type": "OR", "values": []], "free", 20, true), (["type": "AND", "values": [pro, old]], "pro", 70, true),
        (["type": "AND", "values": [pro, old]], "pro", 20, false),
        (["type": "OR", "values": [pro, old]], "free", 70, true),
        (["type": "OR", "values": [pro, old]], "free", 20, false),
        (["type": "AND", "values": [notPro]], "free", 20, true),
        (["type": "AND", "values": [notPro]], "pro", 20, false),
        (
            ["type": "OR", "values": [["type": "AND", "values": [pro, old]], ["type": "AND", "values": [notPro]]]],
            "pro", 20, false
        ),
        (
            ["type": "OR", "values": [["type": "AND", "values": [pro, old]], ["type": "AND", "values": [notPro]]]], "x",
            20, true
        ),
        (["type": "property", "values": [pro]], "pro", 1, true),
        (
            ["type": "AND", "values": [["key": "x", "type": "behavioral", "value": "performed_event"]]], "pro", 1, false
        ),
    ]

    @Test(arguments: definitions)
    func `a definition is a tree of filters`(definition: JSON, plan: String, age: Int, isMember: Bool) throws {
        let cohorts = [try cohort(5, definition)]
        let asked = context("u", ["plan": .string(plan), "age": .integer(Int64(age))])
        for (name, expected) in [("in", isMember), ("not_in", !isMember), (nil, isMember), ("exact", isMember)] {
            let set = FlagSet(flags: [try flag("f", asks(5, name))], cohorts: cohorts)
            #expect(set.evaluate("f", in: asked)?.enabled == expected)
        }
    }

    @Test(arguments: [("in", false, true), ("not_in", false, false), ("in", true, false), ("not_in", true, true)])
    func `a cohort can ask for another`(name: String, negation: Bool, isMember: Bool) throws {
        let cohorts = [
            try cohort(1, ["type": "AND", "values": [Self.pro]]),
            try cohort(
                2,
                [
                    "type": "AND",
                    "values": [
                        [
                            "key": "id", "type": "cohort", "value": 1, "operator": .string(name),
                            "negation": .bool(negation),
                        ]
                    ],
                ]),
        ]
        let set = FlagSet(flags: [try flag("f", asks(2))], cohorts: cohorts)
        #expect(set.evaluate("f", in: context("u", ["plan": "pro"]))?.enabled == isMember)
    }

    @Test func `members of a static cohort come from the context`() throws {
        let fixed = Cohort(id: 3, name: "fixed", isStatic: true)
        let set = FlagSet(flags: [try flag("f", asks(3))], cohorts: [fixed])
        var asked = context()
        #expect(set.evaluate("f", in: asked)?.enabled == false)
        asked.staticCohorts = [3]
        #expect(set.evaluate("f", in: asked)?.enabled == true)
    }

    @Test func `an unknown cohort breaks its flag alone`() throws {
        let set = FlagSet(flags: [
            try flag("a", id: 1, asks(99)), try flag("b", id: 2, ["groups": [["properties": []]]]),
        ])
        let evaluations = set.evaluate(in: context())
        #expect(evaluations[0].failure?.field == "filters.groups[0].properties[0].value")
        #expect(evaluations[0].reason.code == .malformed)
        #expect(evaluations[1].enabled)
    }

    @Test func `cohorts that ask for each other break their flags alone`() throws {
        func asking(_ id: Int64) -> JSON {
            ["type": "AND", "values": [["key": "id", "type": "cohort", "value": .integer(id)]]]
        }
        let set = FlagSet(
            flags: [try flag("a", asks(1))], cohorts: [try cohort(1, asking(2)), try cohort(2, asking(1))])
        #expect(set.evaluate("a", in: context())?.failure != nil)
    }

    @Test func `cohorts that ask for each other many times over are evaluated once`() throws {
        let cohorts = try (1...16).map { id -> Cohort in
            let below: JSON = ["key": "id", "type": "cohort", "value": .integer(Int64(id + 1))]
            return try cohort(
                Int64(id), ["type": "AND", "values": id == 16 ? [Self.pro] : [below, below, below, below]])
        }
        let set = FlagSet(flags: [try flag("f", asks(1))], cohorts: cohorts)
        #expect(set.evaluate("f", in: context("u", ["plan": "pro"]))?.enabled == true)
    }

    @Test func `a definition nested too deeply is refused`() {
        var definition: JSON = ["type": "AND", "values": []]
        for _ in 0..<20 { definition = ["type": "AND", "values": [definition]] }
        #expect(throws: FlagProblem.self) { try CohortGroup(json: definition, path: "filters") }
    }

    @Test(arguments: [("-7d", true), ("2024-01-01", false)])
    func `a set knows whether time alone changes its outcomes`(date: String, isRelative: Bool) throws {
        let property: JSON = ["key": "at", "type": "person", "operator": "is_date_after", "value": .string(date)]
        let direct = FlagSet(flags: [try flag("f", ["groups": [["properties": [property]]]])])
        #expect(direct.hasRelativeDates == isRelative)
        let cohorts = [try cohort(1, ["type": "AND", "values": [["type": "OR", "values": [property]]]])]
        #expect(FlagSet(flags: [], cohorts: cohorts).hasRelativeDates == isRelative)
    }

    private static let unreadable = MalformedCohort(
        id: 9, problem: FlagProblem(field: "filters.properties.type", rule: "AND or OR", detail: "must be AND or OR"),
        source: ["id": 9, "name": "Broken"])

    private func set(_ flags: [FeatureFlag], _ cohorts: [Cohort]) -> FlagSet {
        FlagSet(flags: flags, cohorts: cohorts, malformedCohorts: [Self.unreadable])
    }

    @Test func `a flag that asks for a cohort that cannot be read fails and names it`() throws {
        let set = set([try flag("f", asks(9)), try flag("other", ["groups": [[:]]])], [])
        let verdict = try #require(set.evaluate("f", in: context("u", [:])))
        #expect(!verdict.enabled)
        #expect(verdict.failure?.field == "filters.groups[0].properties[0].value")
        #expect(verdict.failure?.detail == "cohort 9 cannot be read: filters.properties.type: must be AND or OR")
        #expect(set.evaluate("other", in: context("u", [:]))?.enabled == true)
    }

    @Test(arguments: [1, 2])
    func `so does one that asks for it through other cohorts`(id: Int64) throws {
        let through: (Int64) -> JSON = { target in
            ["type": "AND", "values": [["key": "id", "type": "cohort", "value": .integer(target)]]]
        }
        let set = set([try flag("f", asks(id))], [try cohort(1, through(2)), try cohort(2, through(9))])
        let verdict = try #require(set.evaluate("f", in: context("u", [:])))
        #expect(verdict.failure?.detail.hasPrefix("cohort 9 cannot be read") == true)
    }

    @Test func `a cohort that cannot be read is no cohort to save anything with`() throws {
        let validator = FlagValidator(set([], []))
        let draft = FlagDraft(key: "f", filters: try FlagFilters(json: asks(9)))
        #expect(validator.problems(with: draft).map(\.rule) == ["cohort can be read"])
        let asking = try cohort(
            3, ["type": "AND", "values": [["key": "id", "type": "cohort", "value": 9]]])
        #expect(validator.problems(with: asking, isNew: true).map(\.field) == ["filters.properties.values[0].value"])
        // In the place of the one that cannot be read, anything may be saved.
        #expect(validator.problems(with: try cohort(9, ["type": "AND", "values": [Self.pro]]), isNew: false) == [])
    }

    @Test func `what cannot be read is part of what tells sets apart and of an export`() throws {
        let with = set([], [])
        #expect(with.version != FlagSet(flags: []).version)
        let export = FlagExport(with, includesArchived: false).json
        #expect(export["malformed_cohorts"] == [["id": 9, "name": "Broken"]])
        #expect(FlagExport(FlagSet(flags: []), includesArchived: false).json["malformed_cohorts"] == nil)
    }

    @Test func `a file does not make a cohort anew that cannot be read`() throws {
        let file = try DefinitionsFile(json: [
            "flags": [], "cohorts": [["id": 1, "name": "Broken", "filters": ["properties": [:]]]],
        ])
        let plan = ImportPlan(file, onto: set([], []))
        #expect(plan.steps.isEmpty)
        #expect(plan.cohorts.refused.map(\.name) == ["Broken"])
    }
}
