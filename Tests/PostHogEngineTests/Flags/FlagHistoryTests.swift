import Analytics
import FeatureFlags
import JSON
import Testing

@testable import PostHogEngine

struct FlagHistoryTests {
    private static func activity(
        _ activity: String, _ changes: [JSON] = [], at time: String = "2026-11-20T10:00:00Z"
    ) throws -> FlagActivity {
        try #require(
            FlagActivity([
                "activity": .string(activity), "created_at": .string(time),
                "user": ["first_name": "Grace", "last_name": "Hopper", "email": "grace@example.org"],
                "detail": ["changes": .array(changes)],
            ]))
    }

    private static func change(_ field: String, _ before: JSON, _ after: JSON) -> JSON {
        ["type": "FeatureFlag", "action": "changed", "field": .string(field), "before": before, "after": after]
    }

    @Test func changesMadeInPostHogAreTold() throws {
        let activities = [
            try Self.activity(
                "updated",
                [
                    Self.change(
                        "filters", ["groups": [["properties": [], "rollout_percentage": 10]]],
                        ["groups": [["properties": [], "rollout_percentage": 50]]]),
                    Self.change("version", 1, 2),
                ]),
            try Self.activity("created"),
        ]
        let changes = FlagHistory(flagID: 7, key: "a", activities: activities, journal: [:]).changes
        #expect(changes.map(\.version) == [2, 1])
        #expect(changes.map(\.id) == [2, 1])
        #expect(changes.map(\.action) == [.updated, .created])
        #expect(changes.first?.origin.actor.name == "Grace Hopper")
        #expect(
            changes.first?.diff.changes == [
                FieldChange(path: "filters.groups[0].rollout_percentage", old: 10, new: 50)
            ])
    }

    @Test func theJournalSaysWhoAskedTheGatewayAndWhy() throws {
        let origin = ChangeOrigin(
            actor: FlagActor(name: "ann"), time: FlagsFixture.noon, reason: "back to what it was")
        let entry = JournalEntry(
            flagID: 7, key: "a", version: 2, action: .reverted, origin: origin,
            diff: FlagDiff(changes: [FieldChange(path: "name", old: "x", new: "y")]))
        let activities = [
            try Self.activity("updated", [Self.change("name", "x", "y")]), try Self.activity("created"),
        ]
        let changes = FlagHistory(flagID: 7, key: "a", activities: activities, journal: [2: entry]).changes
        #expect(changes.map(\.action) == [.reverted, .created])
        #expect(changes.first?.origin == origin)
        #expect(changes.first?.diff == entry.diff)
    }

    @Test func aFlagPostHogHasRemovedHasTheJournalOnly() {
        let entry = JournalEntry(
            flagID: 7, key: "a", version: 1, action: .created,
            origin: ChangeOrigin(actor: FlagActor(name: "ann"), time: FlagsFixture.noon), diff: FlagDiff(changes: []))
        #expect(
            FlagHistory(flagID: 7, key: "a", activities: [], journal: [1: entry]).changes.map(\.action) == [.created])
    }

    @Test(arguments: [
        ("archived", JSON.bool(false), JSON.bool(true), FlagChange.Action.archived),
        ("archived", true, false, .restored), ("deleted", false, true, .deleted), ("deleted", true, false, .restored),
        ("active", true, false, .updated),
    ])
    func whatHappenedIsReadFromTheFields(
        _ field: String, _ before: JSON, _ after: JSON, _ action: FlagChange.Action
    ) throws {
        #expect(try Self.activity("updated", [Self.change(field, before, after)]).action == action)
    }

    @Test func anEntryWithoutTimeIsLeftOut() {
        #expect(FlagActivity(["activity": "updated"]) == nil)
        #expect(FlagActivity(["activity": "updated", "created_at": "soon"]) == nil)
        #expect(FlagActivity("updated") == nil)
    }
}
