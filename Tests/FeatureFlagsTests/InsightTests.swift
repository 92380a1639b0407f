import Analytics
import JSON
import Testing

@testable import FeatureFlags

struct InsightTests {
    static let changes: [(String, JSON)] = [
        ("filters.groups[0].rollout_percentage", ["filters": ["groups": [["rollout_percentage": 20]]]]),
        ("active", ["active": false]), ("tags", ["tags": ["a", "c"]]), ("name", ["name": "other"]),
        ("filters.payloads.true", ["filters": ["groups": [["rollout_percentage": 10]], "payloads": ["true": "2"]]]),
        ("filters.groups[1]", ["filters": ["groups": [["rollout_percentage": 10], ["rollout_percentage": 20]]]]),
    ]

    @Test(arguments: changes)
    func `a difference names the field`(path: String, change: JSON) throws {
        let members: JSONObject = [
            "id": 1, "key": "a", "filters": ["groups": [["rollout_percentage": 10]]], "tags": ["a", "b"], "version": 1,
        ]
        let old = try FeatureFlag(json: .object(members))
        let changed = members.merging(change.objectValue ?? [:]) { _, new in new }
        var new = try FeatureFlag(json: .object(changed))
        new.version = 2
        let diff = FlagDiff(from: old, to: new)
        #expect(diff.changes.map(\.path) == [path])
        #expect(FlagDiff(json: diff.json) == diff)
        #expect(FlagDiff(from: old, to: old).changes.isEmpty)
    }

    @Test func `a new flag differs in what it says`() throws {
        let diff = FlagDiff(from: nil, to: try flag("a", ["groups": []]))
        #expect(diff.changes.map(\.path).contains("key"))
        #expect(!diff.changes.map(\.path).contains("archived"))
        #expect(diff.changes.allSatisfy { $0.old == nil })
    }

    static let rollouts: [(JSON, Bool)] = [
        (["groups": [[:]]], true), (["groups": [["rollout_percentage": 99]]], false),
        (["groups": [["properties": [["key": "a", "value": 1]]], [:]]], true),
        (["groups": [["properties": [["key": "a", "value": 1]]]]], false),
        (["groups": [[:]], "multivariate": ["variants": [["key": "a", "rollout_percentage": 100]]]], true),
        (
            [
                "groups": [[:]],
                "multivariate": [
                    "variants": [["key": "a", "rollout_percentage": 50], ["key": "b", "rollout_percentage": 50]]
                ],
            ], false
        ),
        (["groups": [[:]], "holdout": ["id": 1, "exclusion_percentage": 1]], false),
        (["groups": [["rollout_percentage": 5], [:]], "early_exit": true], false),
        (["groups": [[:]], "feature_enrollment": true], false), (["groups": []], false),
        (["groups": [[:]], "aggregation_group_type_index": 0], false),
    ]

    @Test(arguments: rollouts)
    func `a flag is fully rolled out when everybody gets the same`(filters: JSON, isFull: Bool) throws {
        #expect(try FlagFilters(json: filters).isFullyRolledOut == isFull)
    }

    static let ages: [(Int, Bool, StaleFlag.Reason?)] = [
        (31, true, StaleFlag.Reason.fullyRolledOut), (29, true, nil),
        (31, false, .neverEvaluated), (29, false, nil),
    ]

    @Test(arguments: ages)
    func `a flag is stale after 30 days`(age: Int, evaluated: Bool, reason: StaleFlag.Reason?) throws {
        var old = try flag("a", ["groups": [[:]]])
        old.createdAt = testTime.advanced(byMicroseconds: -Int64(age) * Timestamp.microsecondsPerDay)
        old.updatedAt = old.createdAt
        #expect(StaleFlag(old, evaluated: evaluated, now: testTime)?.reason == reason)
        old.active = false
        #expect(StaleFlag(old, evaluated: evaluated, now: testTime) == nil)
    }

    @Test(arguments: [
        ("new-chekout", "new-checkout" as String?), ("newcheckout", "new-checkout"), ("ab-test", "ba-test"),
        ("New-Checkout", "new-checkout"), ("zzz", nil), ("", nil), ("dark-mod", "dark-mode"),
    ])
    func `the nearest key is the one somebody meant`(key: String, nearest: String?) {
        #expect(NearestKey.of(key, among: ["new-checkout", "ba-test", "dark-mode", "x"]) == nearest)
    }

    @Test(arguments: [("kitten", "sitting", 3), ("ab", "ba", 1), ("", "abc", 3), ("abc", "abc", 0)])
    func `a distance counts edits`(left: String, right: String, distance: Int) {
        #expect(NearestKey.distance(Array(left.utf8), Array(right.utf8), limit: 10) == distance)
        #expect(NearestKey.distance(Array(left.utf8), Array(right.utf8), limit: distance - 1) == nil)
    }

    static let trials: [(JSON, String, String?)] = [
        (["name": "other"], "a", nil), (["filters": ["groups": [["rollout_percentage": 101]]]], "a", "filters"),
        (["key": "b"], "a", "taken"), (["key": "a b"], "a", "key"), (["active": "yes"], "a", "active"),
        (["name": "other"], "none", "missing"), (["name": "other"], "broken", "refused"), (["key": "c"], "a", nil),
    ]

    @Test(arguments: trials)
    func `a trial is refused as saving it would be`(patch: JSON, key: String, refusal: String?) throws {
        let broken = MalformedFlag(
            key: "broken", id: 7, problem: FlagProblem(field: "filters", rule: "x", detail: "y"), source: [:])
        var other = try flag("b", ["groups": [[:]]])
        other.id = 2
        let set = FlagSet(flags: [try flag("a", ["groups": [[:]]]), other], malformed: [broken])
        do {
            let trial = try FlagTrial(try FlagPatch(json: patch), of: key, in: set)
            #expect(refusal == nil)
            #expect(trial.old?.key == "a")
            #expect(!trial.diff.changes.isEmpty)
        } catch FlagStoreError.invalid(let problems) {
            #expect(problems.allSatisfy { $0.field.hasPrefix(refusal ?? "nothing") })
        } catch FlagStoreError.keyTaken {
            #expect(refusal == "taken")
        } catch FlagStoreError.notFound {
            #expect(refusal == "missing")
        } catch FlagStoreError.refused {
            #expect(refusal == "refused")
        } catch let problem as FlagProblem {
            #expect(problem.field == refusal)
        }
    }

    @Test func `a new flag was off for everybody, and a renamed one is followed`() throws {
        let set = FlagSet(flags: [try flag("a", ["groups": [["rollout_percentage": 0]]])])
        let new = try FlagTrial(FlagDraft(key: "b"), in: set)
        #expect(new.old == nil)
        var affected = AffectedUsers(new, in: set)
        affected.add(context("u1"))
        #expect(affected.transitions == [AffectedUsers.Transition(from: .off, to: .on): 1])

        let draft = FlagDraft(key: "renamed", evaluationContexts: ["shop"])
        let renamed = try FlagTrial(draft, replacing: "a", in: set)
        #expect(renamed.diff.changes.map(\.path).contains("key"))
        affected = AffectedUsers(renamed, in: set)
        affected.add(context("u1"), hadErrors: true)
        #expect(affected.changedWithErrors == 1)
        #expect(affected.after == [.on: 1])
        #expect(throws: FlagStoreError.self) { try FlagTrial(draft, replacing: "none", in: set) }
    }

    @Test func `a replay counts who gets something else`() throws {
        let old = FlagSet(flags: [try flag("simple-flag", ["groups": [["rollout_percentage": 45]]])])
        let variants: JSON = ["variants": [["key": "blue", "rollout_percentage": 100]]]
        let changed = try flag(
            "simple-flag",
            [
                "groups": [["rollout_percentage": 0], ["properties": [["key": "p", "value": "x"]]]],
                "multivariate": variants,
            ])
        var affected = AffectedUsers(of: "simple-flag", from: old, to: old.replacing(changed), exampleLimit: 2)
        for index in 0..<20 {
            affected.add(context("distinct_id_\(index)", index == 0 ? ["p": "x"] : [:]), hadErrors: index < 3)
        }
        #expect(affected.evaluated == 20)
        #expect(affected.changed == 11)
        #expect(affected.changedWithErrors == 3)
        #expect(
            affected.transitions == [
                AffectedUsers.Transition(from: .on, to: .off): 10,
                AffectedUsers.Transition(from: .off, to: .variant("blue")): 1,
            ])
        #expect(affected.examples.count == 3)
        #expect(affected.before == [.on: 10, .off: 10])
        #expect(affected.after == [.off: 19, .variant("blue"): 1])
    }
}
