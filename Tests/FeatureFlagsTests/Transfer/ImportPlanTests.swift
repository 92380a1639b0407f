import JSON
import Testing

@testable import FeatureFlags

struct ImportPlanTests {
    private static func flag(_ key: String, _ members: JSONObject = [:]) -> JSON {
        var flag: JSONObject = ["key": .string(key), "filters": ["groups": [["rollout_percentage": 50]]]]
        flag.merge(members) { _, new in new }
        return .object(flag)
    }

    private static func asking(_ key: String, for property: JSON, _ members: JSONObject = [:]) -> JSON {
        var all: JSONObject = ["filters": ["groups": [["properties": [property]]]]]
        all.merge(members) { _, new in new }
        return flag(key, all)
    }

    private static func onFlag(_ key: String) -> JSON {
        ["key": .string(key), "type": "flag", "operator": "flag_evaluates_to", "value": true]
    }

    private static func onCohort(_ id: JSON) -> JSON {
        ["key": "id", "type": "cohort", "operator": "in", "value": id]
    }

    private static func cohort(_ id: Int64, _ name: String, _ values: [JSON] = []) -> JSON {
        [
            "id": .integer(id), "name": .string(name),
            "filters": ["properties": ["type": "AND", "values": .array(values)]],
        ]
    }

    private static let plan: JSON = ["key": "plan", "type": "person", "operator": "exact", "value": "pro"]

    private static func stored(_ flags: [JSON], cohorts: [JSON] = []) throws -> FlagSet {
        FlagSet(
            flags: try flags.enumerated().map { index, json in
                let blank = FeatureFlag(id: Int64(index + 10), key: "")
                return try FlagDraft(json: json).normalized().applied(to: blank)
            },
            cohorts: try cohorts.enumerated().map { index, json in
                var cohort = try Cohort(settings: json)
                cohort.id = Int64(index + 100)
                return cohort
            })
    }

    private static func plan(_ flags: [JSON], cohorts: [JSON] = [], onto stored: FlagSet) throws -> ImportPlan {
        ImportPlan(try DefinitionsFile(json: ["flags": .array(flags), "cohorts": .array(cohorts)]), onto: stored)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var file: [JSON] = []
        var cohorts: [JSON] = []
        var stored: [JSON] = []
        var storedCohorts: [JSON] = []
        var created: [String] = []
        var changed: [String: [String]] = [:]
        var unchanged: [String] = []
        var refused: [String: [String]] = [:]
        var missing: [String] = []
    }

    @Test(arguments: [
        Row(testDescription: "a new flag", file: [flag("a")], created: ["a"]),
        Row(testDescription: "the same flag", file: [flag("a")], stored: [flag("a")], unchanged: ["a"]),
        Row(
            testDescription: "another rollout and name",
            file: [flag("a", ["name": "x", "filters": ["groups": [["rollout_percentage": 60]]]])],
            stored: [flag("a")], changed: ["a": ["name", "filters.groups[0].rollout_percentage"]]),
        Row(
            testDescription: "what the file leaves out is what a new flag has", file: [flag("a")],
            stored: [flag("a", ["tags": ["web"], "active": false])], changed: ["a": ["active", "tags"]]),
        Row(
            testDescription: "an archived flag comes back when the file says so", file: [flag("a")],
            stored: [flag("a", ["active": false, "archived": true])], changed: ["a": ["active", "archived"]]),
        Row(
            testDescription: "what is stored only, but not what is archived",
            stored: [
                flag("a"), flag("b", ["active": false, "archived": true]),
            ], missing: ["a"]),
        Row(
            testDescription: "a refused flag is not missing", file: [flag("a", ["active": 1])], stored: [flag("a")],
            refused: ["a": ["active"]]),
        Row(
            testDescription: "a flag without a key goes by its place", file: [flag("a"), ["key": 7]], created: ["a"],
            refused: ["flags[1]": ["key"]]),
        Row(
            testDescription: "one flag twice", file: [flag("a"), flag("a")], created: ["a"], refused: ["a": ["key"]]),
        Row(
            testDescription: "what is asked for comes first",
            file: [
                asking("a", for: onFlag("2"), ["id": 1]), asking("b", for: onFlag("3"), ["id": 2]),
                flag("c", ["id": 3]), flag("d"),
            ], created: ["c", "b", "a", "d"]),
        Row(
            testDescription: "a circle",
            file: [
                asking("a", for: onFlag("b")), asking("b", for: onFlag("a")), asking("c", for: onFlag("a")),
            ],
            refused: [
                "a": ["filters.groups"], "b": ["filters.groups"], "c": ["filters.groups[0].properties[0].key"],
            ]),
        Row(
            testDescription: "itself", file: [asking("a", for: onFlag("5"), ["id": 5])],
            refused: ["a": ["filters.groups"]]),
        Row(
            testDescription: "a number of the file that means another flag here",
            file: [flag("b", ["id": 10]), asking("c", for: onFlag("10"))],
            stored: [flag("a"), flag("b"), asking("c", for: onFlag("b"))], unchanged: ["b", "c"], missing: ["a"]),
        Row(
            testDescription: "a number that is not in the file", file: [asking("c", for: onFlag("10"))],
            stored: [flag("a")], refused: ["c": ["filters.groups[0].properties[0].key"]], missing: ["a"]),
        Row(
            testDescription: "a stored flag by its key", file: [asking("c", for: onFlag("a"))], stored: [flag("a")],
            created: ["c"], missing: ["a"]),
        Row(
            testDescription: "a cohort by its number in the file, whether text or number",
            file: [asking("a", for: onCohort(7)), asking("b", for: onCohort("7"))],
            cohorts: [cohort(7, "Pro", [plan])],
            stored: [asking("a", for: onCohort("100")), asking("b", for: onCohort(100))],
            storedCohorts: [cohort(0, "Pro", [plan])], unchanged: ["a", "b"]),
        Row(
            testDescription: "a cohort that is not in the file", file: [asking("a", for: onCohort(100))],
            storedCohorts: [cohort(0, "Pro", [plan])], refused: ["a": ["filters.groups[0].properties[0].value"]]),
    ])
    func flags(row: Row) throws {
        let stored = try Self.stored(row.stored, cohorts: row.storedCohorts)
        let plan = try Self.plan(row.file, cohorts: row.cohorts, onto: stored)
        #expect(plan.flags.created == row.created)
        #expect(
            Dictionary(uniqueKeysWithValues: plan.flags.changed.map { ($0.name, Set($0.changes.map(\.path))) })
                == row.changed.mapValues { Set($0) })
        #expect(plan.flags.unchanged == row.unchanged)
        #expect(Dictionary(grouping: plan.flags.refused, by: \.name).mapValues { $0.map(\.field) } == row.refused)
        #expect(plan.missing == row.missing)
        #expect(plan.steps.count == row.created.count + row.changed.count)
    }

    @Test func newCohortsAndFlagsAreReferredToByPlaceholders() throws {
        let plan = try Self.plan(
            [Self.asking("a", for: Self.onCohort(1)), Self.asking("b", for: Self.onFlag("a"))],
            cohorts: [Self.cohort(1, "Outer", [Self.onCohort(2)]), Self.cohort(2, "Inner", [Self.plan])],
            onto: Self.stored([]))
        #expect(plan.isComplete)
        #expect(plan.cohorts.created == ["Inner", "Outer"])
        guard plan.steps.count == 4, case .createCohort(let inner, _) = plan.steps[0],
            case .createCohort(let outer, let cohort) = plan.steps[1],
            case .createFlag(let first, let a) = plan.steps[2],
            case .createFlag(_, let b) = plan.steps[3]
        else {
            Issue.record("other steps: \(plan.steps)")
            return
        }
        #expect(CohortCompiler.references(of: cohort.definition) == [inner])
        #expect(a.filters.groups[0].properties[0].cohortID == outer)
        #expect(b.filters.groups[0].properties[0].key == String(first))
        var references = ImportReferences()
        references.setCohort(outer, 71)
        references.setCohort(inner, 72)
        references.setFlag(first, 73)
        #expect(CohortCompiler.references(of: references.resolved(cohort).definition) == [72])
        #expect(references.resolved(a).filters.groups[0].properties[0].value == 71)
        #expect(references.resolved(b).filters.groups[0].properties[0].key == "73")
    }

    @Test func aDifferenceNamesFlagsByTheirKeys() throws {
        let plan = try Self.plan(
            [Self.flag("a"), Self.flag("b"), Self.asking("c", for: Self.onFlag("a"))],
            onto: Self.stored([Self.flag("a"), Self.flag("b"), Self.asking("c", for: Self.onFlag("b"))]))
        #expect(
            plan.flags.changed.map(\.changes) == [
                [FieldChange(path: "filters.groups[0].properties[0].key", old: "b", new: "a")]
            ])
    }

    @Test func aCohortThatChangesTurnsIntoWhatTheFileSays() throws {
        let stored = try Self.stored([], cohorts: [Self.cohort(0, "A", [Self.plan])])
        let plan = try Self.plan([], cohorts: [Self.cohort(5, "A"), Self.cohort(6, "B")], onto: stored)
        #expect(plan.cohorts.changed.map(\.name) == ["A"])
        #expect(plan.cohorts.created == ["B"])
        let fixed = try Self.plan([], cohorts: [["name": "A", "is_static": true]], onto: stored)
        #expect(fixed.cohorts.refused.map(\.field) == ["is_static"])
    }

    @Test(
        "a file that is none is refused whole",
        arguments: [
            ([], "body"), ([:], "flags"), (["flags": 1], "flags"), (["flags": [], "cohorts": "x"], "cohorts"),
            (["flags": .array(Array(repeating: .null, count: 20_001))], "flags"),
        ] as [(JSON, String)])
    func notAFile(json: JSON, field: String) throws {
        let problem = #expect(throws: FlagProblem.self) { try DefinitionsFile(json: json) }
        #expect(problem?.field == field)
    }

    @Test func anExportIsUnchangedWhereItCameFrom() throws {
        let stored = try Self.stored(
            [Self.asking("a", for: Self.onFlag("b")), Self.flag("b"), Self.asking("c", for: Self.onCohort(100))],
            cohorts: [Self.cohort(0, "Pro", [Self.plan]), Self.cohort(0, "Pro")])
        let export = FlagExport(stored, includesArchived: true).json
        let plan = ImportPlan(
            try DefinitionsFile(json: try JSON(parsing: export.indented())), onto: stored)
        #expect(plan.flags.unchanged.count == 3)
        #expect(plan.cohorts.unchanged.count == 2)
        #expect(plan.steps.isEmpty)
    }

    @Test func aChainOfAnyLengthIsOrdered() {
        let count = 100_000
        let order = ReferenceOrder((0..<count).map { $0 + 1 < count ? [$0 + 1] : [] })
        #expect(order.indices == Array((0..<count).reversed()))
        #expect(order.circular.isEmpty)
        let circle = ReferenceOrder((0..<count).map { [($0 + 1) % count] })
        #expect(circle.circular.count == count)
    }

    @Test func everythingThatRefersToItselfIsCircularAndTheRestComesAfterWhatItRefersTo() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...7, using: &random)
            let references = (0..<count).map { _ in
                (0..<Int.random(in: 0...2, using: &random)).map { _ in Int.random(in: 0..<count, using: &random) }
            }
            var reached = references.map { Set($0) }
            for _ in 0..<count {
                for index in reached.indices { for next in reached[index] { reached[index].formUnion(reached[next]) } }
            }
            let order = ReferenceOrder(references)
            #expect(order.circular == Set(reached.indices.filter { reached[$0].contains($0) }), "\(references)")
            #expect(order.indices.sorted() == Array(0..<count))
            let places = Dictionary(uniqueKeysWithValues: order.indices.enumerated().map { ($1, $0) })
            for (index, targets) in references.enumerated() where !order.circular.contains(index) {
                #expect(targets.allSatisfy { places[$0, default: count] < places[index, default: 0] })
            }
        }
    }

    @Test(
        "which cohort is meant",
        arguments: [
            ([("A", 1)], ["A"], [.stored(0)]), ([("A", 1)], ["B"], [.new]),
            ([("A", 1), ("A", 2)], [], [.new, .new]), ([("A", 1), ("A", 2)], ["A"], [.stored(0), .new]),
            ([("A", 8), ("A", 9)], ["A", "A"], [.stored(0), .stored(1)]), ([("A", 8)], ["A", "A"], [.ambiguous]),
            ([("A", 101)], ["A", "A"], [.stored(1)]), ([("A", 5), ("A", 100)], ["A", "A"], [.stored(1), .stored(0)]),
        ] as [([(String, Int64)], [String], [CohortPairing.Target])])
    func pairing(entries: [(String, Int64)], stored: [String], targets: [CohortPairing.Target]) {
        let cohorts = stored.enumerated().map { Cohort(id: Int64($0.offset + 100), name: $0.element) }
        #expect(CohortPairing(entries.map { ($0.0, $0.1) }, with: cohorts).targets == targets)
    }
}
