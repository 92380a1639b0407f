import Analytics
import JSON
import SQLiteEngine
import Testing

@testable import Gateway

struct MigrationEventsTests {
    private static let day = Timestamp(seconds: 1_795_132_800)
    private static let ann = EventID(high: 1, low: 1)
    private static let device = EventID(high: 1, low: 2)

    private func person(_ distinctIDs: [String], _ properties: JSONObject) -> Person {
        Person(
            id: Self.ann, primaryDistinctID: distinctIDs.first ?? "", distinctIDs: distinctIDs, properties: properties,
            firstSeen: nil, lastSeen: nil)
    }

    @Test func aPersonIsToldByItsPropertiesAndItsOtherIds() {
        let person = person(["ann", "device-1", "device-2"], ["email": "ann@example.org"])
        let events = MigrationEvents.events(for: person, moved: [nil, nil, nil], at: Self.day)
        #expect(events.map(\.event) == ["$identify", "$identify", "$set"])
        #expect(events.map(\.distinctID) == ["ann", "ann", "ann"])
        #expect(events.map { $0.properties["$anon_distinct_id"] } == ["device-1", "device-2", nil])
        #expect(events.last?.properties["$set"] == ["email": "ann@example.org"])
        #expect(events.allSatisfy { $0.properties["$lib"] == .string(MigrationEvents.library) })
        #expect(MigrationEvents.events(for: person, moved: [nil, nil, nil], at: Self.day) == events)
        #expect(Set(events.map(\.uuid)).count == 3)
    }

    @Test func aPersonWithoutPropertiesAndOtherIdsNeedsNoEvent() {
        #expect(MigrationEvents.events(for: person(["ann"], [:]), moved: [nil], at: Self.day).isEmpty)
    }

    @Test func aPersonThatWasToldAndHasNotChangedNeedsNoEvent() {
        let moved = [
            MovedDistinctID(person: Self.ann, properties: ["plan": "free"]), MovedDistinctID(person: Self.ann),
        ]
        #expect(
            MigrationEvents.events(for: person(["ann", "device"], ["plan": "free"]), moved: moved, at: Self.day).isEmpty
        )
        // The one last identified leads, which changes nothing of what PostHog knows.
        #expect(
            MigrationEvents.events(
                for: person(["device", "ann"], ["plan": "free"]), moved: moved.reversed(), at: Self.day
            ).isEmpty)
    }

    @Test func onlyWhatHasChangedIsToldAgain() throws {
        let events = MigrationEvents.events(
            for: person(["ann"], ["plan": "free", "name": "Ann", "score": 10.0]),
            moved: [
                MovedDistinctID(person: Self.ann, properties: ["plan": "free", "name": "A.", "score": 10, "old": true])
            ], at: Self.day)
        let event = try #require(events.first)
        #expect(events.count == 1)
        #expect(event.event == "$set")
        #expect(event.properties["$set"] == ["name": "Ann", "score": 10.0])
        #expect(event.properties["$unset"] == ["old"])
    }

    @Test func personsThatWereToldApartAreMergedWithoutTheirOldProperties() throws {
        let events = MigrationEvents.events(
            for: person(["ann", "device"], ["plan": "free", "city": "Ulm"]),
            moved: [
                MovedDistinctID(person: Self.ann, properties: ["plan": "free"]),
                MovedDistinctID(person: Self.device, properties: ["plan": "none", "city": "Ulm"]),
            ], at: Self.day)
        #expect(events.map(\.event) == ["$identify"])
        #expect(events.first?.properties["$anon_distinct_id"] == "device")
    }

    @Test(
        arguments: [
            (nil, ["plan": "free"], ["plan": "free"]), (nil, [:], [:]), (["plan": "free"], ["plan": "free"], nil),
            (["plan": "free", "a": 1], ["plan": "pro", "a": 1], ["plan": "pro"]), (["a": 1], [:], nil),
        ] as [(JSONObject?, JSONObject, JSONObject?)])
    func ofAGroupOnlyWhatHasChangedIsTold(_ moved: JSONObject?, _ now: JSONObject, _ told: JSONObject?) {
        let group = Group(type: "company", typeIndex: 0, key: "acme", properties: now, createdAt: Self.day)
        let event = MigrationEvents.event(for: group, moved: moved)
        #expect(event?.properties["$group_set"] == told.map { .object($0) })
    }
}
