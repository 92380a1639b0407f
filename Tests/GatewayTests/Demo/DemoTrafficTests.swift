import Analytics
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

    @Test func theFirstUserHasFailuresToLookAt() {
        let events = traffic.events(ofUser: 0)
        #expect(
            events.contains { HotProperties(event: $0.event, properties: $0.properties).errorType == "card_declined" })
        #expect(events.contains { $0.event == "$identify" })
    }
}
