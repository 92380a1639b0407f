public import Analytics
import Foundation
import JSON
import Testing

/// What every `ProjectDirectory` must do; each check needs an empty store of its own.
public enum ProjectDirectoryConformance {
    public typealias Store = EventStore & ProjectDirectory

    public static let checks: [StoreCheck<any Store>] = groupChecks + eventChecks

    private static func company(_ key: String, uuid: UInt64, at seconds: Int64, _ set: JSONObject) -> CapturedEvent {
        Sample.event(
            "$groupidentify", uuid: uuid, at: seconds,
            ["$group_type": "company", "$group_key": .string(key), "$group_set": .object(set)])
    }

    private static func query(
        event: String? = nil, of user: String? = nil, limit: Int = 100, cursor: String? = nil
    ) -> ProjectEventQuery {
        ProjectEventQuery(event: event, distinctID: user, window: Sample.window, limit: limit, cursor: cursor)
    }

    private static func allEvents(
        _ store: any Store, event: String? = nil, of user: String? = nil, limit: Int
    ) async throws -> [EventID] {
        var found: [EventID] = []
        var cursor: String?
        repeat {
            let page = try await store.events(matching: query(event: event, of: user, limit: limit, cursor: cursor))
            #expect(page.events.count <= limit)
            found += page.events.map(\.uuid)
            cursor = page.nextCursor
        } while cursor != nil
        return found
    }

    static let groupChecks: [StoreCheck<any Store>] = [
        StoreCheck("group types and groups are listed, found and searched") { store async throws in
            #expect(try await store.groupTypes().isEmpty)
            #expect(try await store.groups(matching: GroupQuery(typeIndex: 0)).groups.isEmpty)
            try await store.store([
                company("acme", uuid: 1, at: -300, ["name": "Acme"]),
                company("globex", uuid: 2, at: -200, ["name": "Globex Energy"]),
                company("initech", uuid: 3, at: -100, ["name": "Initech"]),
                Sample.event(
                    "$groupidentify", uuid: 4, ["$group_type": "team", "$group_key": "7", "$group_set": ["n": 1]]),
            ])
            #expect(try await store.groupTypes().map(\.name) == ["company", "team"])
            #expect(try await store.groupTypes().map(\.index) == [0, 1])
            let all = try await store.groups(matching: GroupQuery(typeIndex: 0))
            #expect(all.groups.map(\.key) == ["initech", "globex", "acme"])
            #expect(all.nextCursor == nil)
            let found = try await store.groups(matching: GroupQuery(typeIndex: 0, search: "ENERGY"))
            #expect(found.groups.map(\.key) == ["globex"])
            let byKey = try await store.groups(matching: GroupQuery(typeIndex: 0, search: "ACME"))
            #expect(byKey.groups.map(\.key) == ["acme"])
            #expect(try await store.group(typeIndex: 0, key: "acme")?.properties["name"] == "Acme")
            #expect(try await store.group(typeIndex: 1, key: "acme") == nil)
            #expect(try await store.group(typeIndex: 4, key: "acme") == nil)
        },
        StoreCheck("every group is on exactly one page") { store async throws in
            try await store.store((0..<25).map { company("k\($0)", uuid: $0, at: -100, ["n": .integer(Int64($0))]) })
            var keys: [String] = []
            var cursor: String?
            repeat {
                let page = try await store.groups(matching: GroupQuery(typeIndex: 0, limit: 7, cursor: cursor))
                keys += page.groups.map(\.key)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(keys.count == 25)
            #expect(Set(keys).count == 25)
        },
    ]

    static let eventChecks: [StoreCheck<any Store>] = [
        StoreCheck("every event of everybody is on exactly one page") { store async throws in
            try await store.store((0..<40).map { Sample.event(of: "u\($0 % 4)", uuid: $0, at: -1_000 + Int64($0)) })
            for limit in [1, 7, 40, 100] {
                let found = try await allEvents(store, limit: limit)
                #expect(found == (0..<40).reversed().map(Sample.uuid))
            }
            let ofOne = try await allEvents(store, of: "u1", limit: 3)
            #expect(ofOne == (0..<40).reversed().filter { $0 % 4 == 1 }.map(Sample.uuid))
        },
        StoreCheck("events that arrive late are on exactly one page too") { store async throws in
            let events = (0..<40).map { Sample.event(uuid: $0, at: -1_000 + Int64($0 * 7 % 40)) }
            for start in stride(from: 0, to: 40, by: 10) { try await store.store(Array(events[start..<start + 10])) }
            for limit in [1, 7, 100] {
                let found = try await allEvents(store, limit: limit)
                #expect(found.count == 40)
                #expect(Set(found) == Set(events.map(\.uuid)))
            }
        },
        StoreCheck("events are told apart by name and window") { store async throws in
            try await store.store([
                Sample.event("a", uuid: 1, at: -500), Sample.event("b", uuid: 2, at: -400),
                Sample.event("a", uuid: 3, at: -40 * 86_400), Sample.event("a", uuid: 4, at: 60),
            ])
            #expect(try await allEvents(store, event: "a", limit: 10) == [Sample.uuid(1)])
            #expect(try await allEvents(store, event: "c", limit: 10).isEmpty)
        },
        StoreCheck("an event is found by its id") { store async throws in
            try await store.store([Sample.event("a", uuid: 1, at: -500, ["n": 10.0])])
            let event = try await store.event(id: Sample.uuid(1))
            #expect(event?.event == "a")
            #expect(event?.distinctID == "u1")
            #expect(event?.properties.parsed()["n"] != nil)
            #expect(try await store.event(id: Sample.uuid(2)) == nil)
        },
        // Engines look at recent events only, so this one check needs the time of the machine.
        StoreCheck("values of a property come most frequent first") { store async throws in
            let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970) - 60)
            let browsers = ["Chrome", "Firefox", "Chrome", "Safari", "Chrome", "Firefox"]
            try await store.store(
                browsers.enumerated().map { index, browser in
                    CapturedEvent(
                        uuid: EventID(at: now), event: "$pageview", distinctID: "u\(index)", timestamp: now,
                        properties: ["$browser": .string(browser)])
                })
            let values = try await store.propertyValues(of: "$browser", event: "$pageview", search: nil)
            #expect(values == ["Chrome", "Firefox", "Safari"])
            #expect(try await store.propertyValues(of: "$browser", event: "$pageview", search: "FIRE") == ["Firefox"])
            #expect(try await store.propertyValues(of: "$os", event: "$pageview", search: nil).isEmpty)
        },
    ]
}
