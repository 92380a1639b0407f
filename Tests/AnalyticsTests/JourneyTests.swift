import Analytics
import JSON
import Testing

struct JourneyTests {
    private func event(
        _ number: UInt64, minute: Int64, request: String? = nil, isError: Bool = false
    ) -> StoredEvent {
        StoredEvent(
            uuid: EventID(high: 0, low: number), event: "e", distinctID: "u1",
            timestamp: Timestamp(seconds: minute * 60), requestID: request, isError: isError,
            properties: JSONText(validated: "{}"))
    }

    @Test func eventsOfOneRequestFormOneGroupAtThePlaceOfTheFirst() {
        let journey = Journey(events: [
            event(1, minute: 0, request: "a"), event(2, minute: 1), event(3, minute: 2, request: "b"),
            event(4, minute: 3, request: "a"), event(5, minute: 4),
        ])
        #expect(journey.groups.map(\.requestID) == ["a", nil, "b", nil])
        #expect(journey.groups.map { $0.events.map(\.uuid.low) } == [[1, 4], [2], [3], [5]])
        #expect(journey.groups.first?.start == Timestamp(seconds: 0))
        #expect(journey.groups.first?.end == Timestamp(seconds: 180))
        #expect(journey.correlatedRequests == 2)
        #expect(journey.sessions.map(\.requestCount) == [2])
        #expect(journey.sessions.map(\.eventCount) == [5])
    }

    @Test func aGapOfMoreThanThirtyMinutesBeginsASession() {
        let journey = Journey(events: [
            event(1, minute: 0), event(2, minute: 30, isError: true), event(3, minute: 60),
            event(4, minute: 91, isError: true), event(5, minute: 200),
        ])
        #expect(journey.sessions.map(\.number) == [1, 2, 3])
        #expect(journey.sessions.map(\.eventCount) == [3, 1, 1])
        #expect(journey.sessions.map(\.errorCount) == [1, 1, 0])
        #expect(journey.sessions.first?.end == Timestamp(seconds: 3_600))
        #expect(journey.groups.map(\.session) == [1, 1, 1, 2, 3])
    }

    @Test func aRequestLiesInTheSessionOfItsFirstEvent() {
        let journey = Journey(events: [
            event(1, minute: 0, request: "a"), event(2, minute: 90, request: "a"), event(3, minute: 91, request: "b"),
        ])
        #expect(journey.groups.map(\.session) == [1, 2])
        #expect(journey.sessions.map(\.requestCount) == [1, 1])
        #expect(journey.sessions.map(\.eventCount) == [1, 2])
    }

    @Test func theOrderOfTheInputDoesNotMatter() {
        var events: [StoredEvent] = []
        for number in UInt64(0)..<60 {
            let request: String? = number % 4 == 0 ? nil : "r\(number % 9)"
            events.append(event(number, minute: Int64(number / 3) * 11, request: request))
        }
        let expected = Journey(events: events)
        for _ in 0..<5 { #expect(Journey(events: events.shuffled()) == expected) }
    }

    @Test func nothingHappenedIsAnEmptyJourney() {
        let journey = Journey(events: [])
        #expect(journey.groups.isEmpty)
        #expect(journey.sessions.isEmpty)
        #expect(journey.correlatedRequests == 0)
    }
}
