import FeatureFlags
import JSON
import Testing

struct ImportWavesTests {
    private static func draft(_ key: String, asks names: [String]) -> FlagDraft {
        let properties = names.map { FlagProperty(key: $0, value: true, type: .flag, operator: .flagEvaluatesTo) }
        return FlagDraft(key: key, filters: FlagFilters(groups: [FlagCondition(properties: properties)]))
    }

    private static func create(_ placeholder: Int64, asks names: String...) -> ImportStep {
        .createFlag(placeholder: placeholder, draft("new\(placeholder)", asks: names))
    }

    private static func update(_ key: String, asks names: String...) -> ImportStep {
        .updateFlag(expectedVersion: 1, draft(key, asks: names))
    }

    private static let stored: [String: Int64] = ["a": 7, "b": 8]

    static let table: [(rule: String, steps: [ImportStep], waves: [[Int]])] = [
        ("nothing to do", [], []),
        ("independent writes go together", [create(-1), create(-2), update("a")], [[0, 1, 2]]),
        ("a flag comes behind what it asks for", [create(-1), create(-2, asks: "-1"), create(-3)], [[0, 2], [1]]),
        ("a chain goes one by one", [create(-1), create(-2, asks: "-1"), create(-3, asks: "-2")], [[0], [1], [2]]),
        (
            "the latest of several counts", [create(-1), create(-2, asks: "-1"), create(-3, asks: "-1", "-2")],
            [[0], [1], [2]]
        ),
        ("a stored flag that is not written is there", [create(-1, asks: "8", "no-such")], [[0]]),
        ("a stored flag is meant by number", [update("a"), create(-1, asks: "7")], [[0], [1]]),
        ("a stored flag is meant by key", [update("b"), update("a", asks: "b")], [[0], [1]]),
        (
            "two writes of one flag keep their order", [update("a"), create(-1), update("a", asks: "-1")],
            [[0, 1], [2]]
        ),
    ]

    @Test(arguments: table)
    func `writes that wait for none go together`(rule: String, steps: [ImportStep], waves: [[Int]]) {
        #expect(ImportWaves(steps, idByKey: Self.stored).waves == waves, "\(rule)")
    }
}
