import Analytics
import JSON
import Testing

struct GroupUpdateTests {
    private func update(_ properties: JSONObject, event: String = "$groupidentify") -> GroupUpdate? {
        GroupUpdate(
            CapturedEvent(
                uuid: EventID(high: 0, low: 0), event: event, distinctID: "u1", timestamp: Timestamp(seconds: 0),
                properties: properties))
    }

    @Test func namesTypeKeyAndProperties() {
        let update = update(["$group_type": "company", "$group_key": "acme", "$group_set": ["a": 1]])
        #expect(update?.type == "company")
        #expect(update?.key == "acme")
        #expect(update?.set == ["a": 1])
        #expect(self.update(["$group_type": "company", "$group_key": 7])?.key == "7")
        #expect(self.update(["$group_type": "company", "$group_key": 7])?.set == [:])
    }

    @Test(
        arguments: [
            [:], ["$group_type": "company"], ["$group_key": "acme"], ["$group_type": "", "$group_key": "acme"],
            ["$group_type": "company", "$group_key": ""], ["$group_type": 1, "$group_key": "acme"],
            ["$group_type": "company", "$group_key": nil], ["$group_type": "company", "$group_key": ["a"]],
        ] as [JSONObject])
    func isNoneWithoutTypeOrKey(_ properties: JSONObject) {
        #expect(update(properties) == nil)
    }

    @Test func isNoneForOtherEvents() {
        #expect(update(["$group_type": "company", "$group_key": "acme"], event: "page") == nil)
    }
}
