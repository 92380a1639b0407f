import Analytics
import JSON
import SQLiteEngine
import Testing

/// Anybody who knows the project token may set properties; what is set on one person or group stays bounded.
struct PropertyLimitTests {
    private static let large = JSON.string(String(repeating: "x", count: 300_000))

    @Test(arguments: [true, false])
    func propertiesBeyondTheLimitAreLeftOutAndTheirEventsKept(_ atOnce: Bool) async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let changes: [JSONObject] = [
            ["a": Self.large], ["b": Self.large], ["c": Self.large, "plan": "free"], ["plan": "pro"],
        ]
        let events = changes.enumerated().map { EngineFixture.event(UInt64($0), ["$set": .object($1)]) }
        if atOnce {
            #expect(try await engine.store(events) == 4)
        } else {
            for event in events { #expect(try await engine.store([event]) == 1) }
        }
        let person = try #require(try await engine.person(distinctID: "u1"))
        #expect(Set(person.properties.keys) == ["a", "b", "plan"])
        #expect(person.properties["plan"] == "pro")
        #expect(try await EngineFixture.count(engine) == 4)
        // Room that is given back can be taken again.
        try await engine.store([
            EngineFixture.event(10, ["$unset": ["a"]]), EngineFixture.event(11, ["$set": ["c": Self.large]]),
        ])
        let later = try #require(try await engine.person(distinctID: "u1"))
        #expect(Set(later.properties.keys) == ["b", "c", "plan"])
    }

    @Test func aPersonThatIsMergedKeepsItsOwnPropertiesWhenThereIsNoRoomForBoth() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store([
            EngineFixture.event(1, of: "anon", ["$set": ["a": Self.large, "b": Self.large]]),
            EngineFixture.event(2, of: "u1", ["$set": ["c": Self.large]]),
        ])
        var identify = EngineFixture.event(3, of: "u1", ["$anon_distinct_id": "anon"])
        identify.event = "$identify"
        try await engine.store([identify])
        let person = try #require(try await engine.person(distinctID: "anon"))
        #expect(person.primaryDistinctID == "u1")
        #expect(Set(person.properties.keys) == ["c"])
    }

    @Test func propertiesOfAGroupAreBoundedToo() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        for (number, name) in ["a", "b", "c"].enumerated() {
            var event = EngineFixture.event(
                UInt64(number),
                ["$group_type": "company", "$group_key": "acme", "$group_set": .object([name: Self.large])])
            event.event = "$groupidentify"
            #expect(try await engine.store([event]) == 1)
        }
        let group = try #require(try await engine.group(type: "company", key: "acme"))
        #expect(Set(group.properties.keys) == ["a", "b"])
    }
}
