import FeatureFlags
import JSON
import Testing

@testable import ManifestSync

struct PushPlanTests {
    private static func flag(
        _ key: String, _ type: ManifestType = .boolean, _ value: JSON = true, _ description: String = ""
    ) -> ManifestFlag {
        ManifestFlag(key: key, description: description, type: type, defaultValue: value)
    }

    @Test(
        "a flag is the same, or differs in the fields named",
        arguments: [
            (flag("a"), flag("a"), []),
            (flag("a", .boolean, true), flag("a", .boolean, false), ["defaultValue"]),
            (flag("a", .boolean, true, "x"), flag("a", .boolean, true, ""), ["description"]),
            (flag("a", .float, 10.0), flag("a", .float, 10.0), []),
            (flag("a", .float, 10.0), flag("a", .integer, 10), ["flagType", "defaultValue"]),
            (flag("a", .object, ["x": 1, "y": 2]), flag("a", .object, ["y": 2, "x": 1]), []),
            (flag("a", .object, ["x": 1]), flag("a", .object, ["x": 1.0]), ["defaultValue"]),
            (flag("a", .string, "\u{e9}"), flag("a", .string, "e\u{301}"), ["defaultValue"]),
        ] as [(ManifestFlag, ManifestFlag, [String])])
    func comparison(file: ManifestFlag, gateway: ManifestFlag, fields: [String]) {
        let plan = PushPlan(file: [file], gateway: [gateway])
        #expect(plan.changed.flatMap(\.changes).map(\.path) == fields)
        #expect(plan.unchanged == (fields.isEmpty ? 1 : 0))
        #expect(plan.isEmpty == fields.isEmpty)
    }

    @Test func everythingIsSortedByKey() {
        let plan = PushPlan(
            file: [Self.flag("b"), Self.flag("Z"), Self.flag("a")], gateway: [Self.flag("d"), Self.flag("c")])
        #expect(plan.created.map(\.key) == ["Z", "a", "b"])
        #expect(plan.extra.map(\.key) == ["c", "d"])
    }

    @Test func keysThatLookTheSameAreTwoFlags() {
        let plan = PushPlan(file: [Self.flag("\u{e9}")], gateway: [Self.flag("e\u{301}")])
        #expect(plan.created.count == 1)
        #expect(plan.extra.count == 1)
    }

    @Test func onlyDeletingTakesFlagsOut() {
        let plan = PushPlan(file: [Self.flag("new")], gateway: [Self.flag("old")])
        #expect(plan.writes(deletes: false).map(\.key) == ["new"])
        #expect(plan.writes(deletes: true).map(\.key) == ["new", "old"])
        #expect(plan.lines(.trial(deletes: false)) == ["would create new: boolean, default true"])
        #expect(plan.lines(.differences) == ["+ new: boolean, default true", "- old: boolean, default true"])
    }
}
