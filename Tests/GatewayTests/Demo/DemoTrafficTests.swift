import Analytics
import FeatureFlags
import JSON
import Testing

@testable import Gateway

struct DemoTrafficTests {
    private let traffic = DemoTraffic(until: Timestamp(seconds: 1_795_000_000))

    @Test func theSameMomentGivesTheSameTraffic() {
        #expect(traffic.events(ofUser: 5) == traffic.events(ofUser: 5))
    }

    @Test func usersAndEventsAreDistinctAndWithinTheTwoWeeks() {
        var uuids: Set<EventID> = []
        var emails: Set<String> = []
        var count = 0
        for user in 0..<DemoTraffic.userCount {
            for event in traffic.events(ofUser: user) {
                uuids.insert(event.uuid)
                count += 1
                #expect(event.timestamp <= traffic.end)
                if let email = PersonUpdate(event).set["email"]?.stringValue { emails.insert(email) }
            }
        }
        #expect(uuids.count == count)
        #expect(emails.count == DemoTraffic.userCount)
        #expect(count > 10_000)
    }

    @Test func whatAUserIsToldOfAFlagIsItsVerdict() throws {
        var traffic = traffic
        let flags = DemoFlags.drafts.enumerated().map { number, draft in
            draft.applied(to: FeatureFlag(id: Int64(number + 1), key: draft.key))
        }
        let set = FlagSet(flags: flags)
        traffic.flags = set
        var told: [String: Set<JSON>] = [:]
        for user in 0..<40 {
            let events = traffic.events(ofUser: user)
            let identified = try #require(events.first { $0.event == "$identify" })
            let context = EvaluationContext(
                distinctID: identified.distinctID, personProperties: PersonUpdate(identified).set, now: traffic.end)
            let verdicts = set.evaluate(in: context).map { verdict in
                (verdict.key, verdict.variant.map { JSON.string($0) } ?? .bool(verdict.enabled))
            }
            for event in events where event.event == "$feature_flag_called" {
                let key = try #require(event.properties["$feature_flag"]?.stringValue)
                let response = try #require(event.properties["$feature_flag_response"])
                #expect(verdicts.contains { $0 == (key, response) })
                told[key, default: []].insert(response)
            }
        }
        #expect(
            told == [
                "express-checkout": [true, false], "search-engine": ["classic", "vector"],
                "page-size": ["small", "large"], "free-shipping-banner": [true], "gift-wrapping": [false],
            ])
    }

    @Test func theFirstUserHasFailuresToLookAt() {
        let events = traffic.events(ofUser: 0)
        #expect(
            events.contains { HotProperties(event: $0.event, properties: $0.properties).errorType == "card_declined" })
        #expect(events.contains { $0.event == "$identify" })
    }
}
