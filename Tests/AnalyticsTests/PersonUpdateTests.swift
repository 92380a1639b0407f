import Analytics
import JSON
import Testing

struct PersonUpdateTests {
    private func update(_ event: String = "page", _ properties: JSONObject) -> PersonUpdate {
        PersonUpdate(
            CapturedEvent(
                uuid: EventID(high: 0, low: 0), event: event, distinctID: "u1", timestamp: Timestamp(seconds: 0),
                properties: properties))
    }

    @Test(
        arguments: [
            (["$set": ["a": 2]], ["a": 2, "b": nil]),
            (["$set": ["a": nil]], ["a": nil, "b": nil]),
            (["$set_once": ["a": 2, "c": 3]], ["a": 1, "b": nil, "c": 3]),
            // A null that was set is a value.
            (["$set_once": ["b": 2]], ["a": 1, "b": nil]),
            (["$set_once": ["c": 1], "$set": ["c": 2]], ["a": 1, "b": nil, "c": 2]),
            (["$unset": ["a"]], ["b": nil]),
            (["$unset": ["a": ""]], ["b": nil]),
            (["$unset": "b"], ["a": 1]),
            (["$set": ["c": 1], "$unset": ["c", "a", 7]], ["b": nil]),
            (["$set": "text", "$set_once": [1], "$unset": 5], ["a": 1, "b": nil]),
            (["$process_person_profile": false, "$set": ["a": 2], "$unset": ["b"]], ["a": 1, "b": nil]),
            (["$process_person_profile": true, "$set": ["a": 2]], ["a": 2, "b": nil]),
        ] as [(JSONObject, JSONObject)])
    func changesProperties(_ event: JSONObject, _ expected: JSONObject) {
        let result = update("page", event).applied(to: ["a": 1, "b": nil])
        #expect(
            Dictionary(uniqueKeysWithValues: result.map { ($0, $1) })
                == Dictionary(uniqueKeysWithValues: expected.map { ($0, $1) }))
    }

    @Test func anEventThatSaysNothingChangesNothing() {
        let update = update("page", ["$anon_distinct_id": "anon", "alias": "u2"])
        #expect(!update.changesProperties)
        #expect(!update.identifies)
        #expect(update.merge == nil)
        #expect(update.applied(to: ["a": 1]) == ["a": 1])
    }

    @Test(arguments: [
        ("$identify", "$anon_distinct_id", false), ("$create_alias", "alias", false),
        ("$merge_dangerously", "alias", true),
    ])
    func mergesNameTheOtherDistinctID(_ event: String, _ key: String, _ force: Bool) {
        let merge = update(event, [key: "other"]).merge
        #expect(merge?.distinctID == "other")
        #expect(merge?.force == force)
        #expect(update(event, [key: "u1"]).merge == nil)
        #expect(update(event, [key: ""]).merge == nil)
        #expect(update(event, [key: 5]).merge == nil)
        #expect(update(event, [:]).merge == nil)
        #expect(update(event, [:]).identifies == (event == "$identify"))
        #expect(update(event, [key: .string(String(repeating: "x", count: 999))]).merge?.distinctID.count == 200)
    }
}
