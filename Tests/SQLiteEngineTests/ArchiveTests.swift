import Analytics
import JSON
import SQLiteEngine
import Testing

struct ArchiveTests {
    private static let day = Timestamp(seconds: 1_795_132_800)

    private func event(_ number: UInt64, _ name: String, seconds: Int64) -> CapturedEvent {
        CapturedEvent(
            uuid: EventID(high: 1, low: number), event: name, distinctID: "u\(number % 3)",
            timestamp: Self.day.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond), properties: [:])
    }

    @Test func everyEventIsReadOnceInTheOrderItWasStored() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        // Older events come later, as they do when a phone was offline.
        for number in UInt64(0)..<50 { try await engine.store([event(number, "e", seconds: -Int64(number))]) }
        var read: [EventID] = []
        var place: Int64 = 0
        while true {
            let events = try engine.arrivals(after: place, limit: 7)
            guard let last = events.last else { break }
            #expect(try engine.eventCount(after: place) == 50 - read.count)
            read += events.map(\.event.uuid)
            place = last.place
        }
        #expect(read == (0..<50).map { EventID(high: 1, low: $0) })
        #expect(try engine.eventCount(after: place) == 0)
    }

    @Test func noPlaceIsTakenTwice() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store((1...3).map { event($0, "old", seconds: 0) })
        let last = try #require(try engine.arrivals(after: 0, limit: 10).last)
        #expect(try await engine.deleteEvents(before: Self.day.advanced(byMicroseconds: 1)) == 3)
        try await engine.store([event(4, "new", seconds: 9)])
        // Whoever has read up to the last place has not read the new event.
        #expect(try engine.arrivals(after: last.place, limit: 10).map(\.event.event) == ["new"])
        #expect(try engine.eventCount(after: last.place) == 1)
    }

    @Test func daysAndNamesAreCountedInUTC() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store([
            event(1, "a", seconds: 0), event(2, "a", seconds: 86_399), event(3, "b", seconds: 5),
            event(4, "a", seconds: -1), event(5, "a", seconds: 86_400),
        ])
        let before = Self.day.advanced(byMicroseconds: -Timestamp.microsecondsPerDay)
        let after = Self.day.advanced(byMicroseconds: Timestamp.microsecondsPerDay)
        #expect(
            try engine.dailyCounts() == [
                DailyEventCount(day: before, event: "a", count: 1),
                DailyEventCount(day: Self.day, event: "a", count: 2),
                DailyEventCount(day: Self.day, event: "b", count: 1), DailyEventCount(day: after, event: "a", count: 1),
            ])
    }

    @Test func whatAMoveHasToldIsKeptUntilItIsForgotten() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let company: JSONObject = ["$group_type": "company", "$group_key": "acme", "$group_set": ["name": "Acme"]]
        try await engine.store([
            EngineFixture.event(1, of: "ann", ["$set": ["score": 10.0]]), EngineFixture.event(2, of: "device"),
            CapturedEvent(
                uuid: EventID(high: 1, low: 3), event: "$groupidentify", distinctID: "ann",
                timestamp: EngineFixture.noon, properties: company),
        ])
        let ann = try #require(try await engine.person(distinctID: "ann"))
        let device = try #require(try await engine.person(distinctID: "device"))
        let acme = try #require(try await engine.group(type: "company", key: "acme"))
        #expect(try engine.moved(ann) == [nil])
        #expect(try engine.moved(acme) == nil)
        try await engine.keepMoved([ann, device])
        try await engine.keepMoved([acme])
        #expect(try engine.moved(ann) == [MovedDistinctID(person: ann.id, properties: ["score": 10.0])])
        #expect(try engine.moved(acme) == ["name": "Acme"])

        let merge: JSONObject = ["$anon_distinct_id": "device"]
        try await engine.store([
            CapturedEvent(
                uuid: EventID(high: 1, low: 4), event: "$identify", distinctID: "ann", timestamp: EngineFixture.noon,
                properties: merge)
        ])
        let merged = try #require(try await engine.person(distinctID: "ann"))
        #expect(merged.distinctIDs == ["ann", "device"])
        #expect(try engine.moved(merged).map { $0?.person } == [ann.id, device.id])
        try await engine.keepMoved([merged])
        #expect(try engine.moved(merged).map { $0?.person } == [merged.id, merged.id])

        try await engine.forgetMoved()
        #expect(try engine.moved(merged) == [nil, nil])
        #expect(try engine.moved(acme) == nil)
    }
}
