public import Analytics
import JSON
import Testing

/// What every `PersonDirectory` must do; each check needs an empty store of its own.
public enum PersonDirectoryConformance {
    public static let checks: [StoreCheck<any EventStore & PersonDirectory>] = traitChecks + seenChecks

    private static func at(_ seconds: Int64) -> Timestamp { Sample.event(uuid: 0, at: seconds).timestamp }

    private static func distinctIDs(
        _ store: any PersonDirectory, since seconds: Int64, limit: Int = 100
    ) async throws -> [String] {
        var ids: [String] = []
        var cursor: PersonCursor?
        repeat {
            let page = try await store.persons(
                seenSince: at(seconds), includingGroups: false, after: cursor, limit: limit)
            #expect(page.persons.count <= limit)
            ids += page.persons.map(\.distinctID)
            cursor = page.nextCursor
        } while cursor != nil
        return ids
    }

    static let traitChecks: [StoreCheck<any EventStore & PersonDirectory>] = [
        StoreCheck("the traits of a person are those of all its distinct ids") { store async throws in
            #expect(try await store.traits(distinctID: "u1") == nil)
            try await store.store([
                Sample.event("$set", of: "device", uuid: 1, at: -90, ["$set": ["plan": "pro"]]),
                Sample.event(
                    "$identify", of: "u1", uuid: 2, at: -80,
                    ["$anon_distinct_id": "device", "$set": ["email": "a@example.org"]]),
            ])
            let traits = try await store.traits(distinctID: "u1")
            #expect(traits?.properties["plan"] == "pro")
            #expect(traits?.properties["email"] == "a@example.org")
            #expect(traits?.createdAt == at(-90))
            #expect(try await store.traits(distinctID: "device") == traits)
        }
    ]

    static let seenChecks: [StoreCheck<any EventStore & PersonDirectory>] = [
        StoreCheck("persons seen since a moment are listed once each, page by page") { store async throws in
            try await store.store((0..<10).map { Sample.event(of: "u\($0)", uuid: $0, at: -100 + Int64($0)) })
            try await store.store([Sample.event(of: "u3", uuid: 50, at: -10)])
            let all = (0..<10).map { "u\($0)" }
            for limit in [1, 3, 5, 10, 11] { #expect(try await distinctIDs(store, since: -100, limit: limit) == all) }
            #expect(try await distinctIDs(store, since: -93) == ["u3", "u7", "u8", "u9"])
            #expect(try await store.personCount(seenSince: at(-93)) == 4)
            #expect(try await distinctIDs(store, since: 0).isEmpty)
            #expect(try await store.personCount(seenSince: at(0)) == 0)
            let none = try await store.persons(seenSince: at(-100), includingGroups: false, after: nil, limit: 0)
            #expect(none.persons.isEmpty)
        },
        StoreCheck("a person seen comes with properties, times and errors of that while") { store async throws in
            try await store.store([
                Sample.event("$set", uuid: 1, at: -500, ["$set": ["plan": "pro"]]),
                Sample.error(uuid: 2, at: -400), Sample.error(uuid: 3, at: -20), Sample.error(uuid: 4, at: -10),
                Sample.event(of: "u2", uuid: 5, at: -30),
                Sample.error(of: "device", uuid: 6, at: -15),
                Sample.event("$identify", of: "u1", uuid: 7, at: -5, ["$anon_distinct_id": "device"]),
            ])
            let page = try await store.persons(seenSince: at(-60), includingGroups: false, after: nil, limit: 10)
            #expect(page.persons.map(\.distinctID) == ["u1", "u2"])
            #expect(page.persons.map(\.errors) == [3, 0])
            let first = try #require(page.persons.first)
            #expect(first.properties["plan"] == "pro")
            #expect(first.createdAt == at(-500))
            #expect(first.lastSeen == at(-5))
            #expect(page.nextCursor == nil)
        },
        StoreCheck("whatever counts as an error is counted, and nothing else") { store async throws in
            let events: [(String, String, JSONObject)] = [
                ("named", "sync_error", [:]), ("exception", "$exception", ["$exception_type": "TypeError"]),
                ("typed", "checkout", ["error_type": "timeout"]), ("failed", "api_request", ["status_code": 500]),
                ("slow", "slow_request", ["duration_ms": 9_000]), ("plain", "errors_viewed", [:]),
            ]
            try await store.store(
                events.enumerated().map { index, row in
                    Sample.event(row.1, of: row.0, uuid: UInt64(index), at: -30, row.2)
                })
            let page = try await store.persons(seenSince: at(-60), includingGroups: false, after: nil, limit: 10)
            // Created at one time, they come in the order of ids that a store gives as it likes.
            #expect(
                Set(page.persons.filter { $0.errors > 0 }.map(\.distinctID)) == ["named", "exception", "typed"])
        },
        StoreCheck("the groups of a person are those of the newest event that names some") { store async throws in
            try await store.store([
                Sample.event(
                    "$groupidentify", of: "admin", uuid: 1, at: -900,
                    ["$group_type": "company", "$group_key": "acme"]),
                Sample.event(uuid: 2, at: -50, ["$groups": ["company": "old"]]),
                Sample.event(uuid: 3, at: -40, ["$groups": ["company": "acme", "team": 7, "odd": ["x"]]]),
                Sample.event(uuid: 4, at: -30),
                Sample.event(of: "u2", uuid: 5, at: -30),
            ])
            let page = try await store.persons(seenSince: at(-60), includingGroups: true, after: nil, limit: 10)
            #expect(page.persons.map(\.groups) == [["company": "acme", "team": "7"], [:]])
            let plain = try await store.persons(seenSince: at(-60), includingGroups: false, after: nil, limit: 10)
            #expect(plain.persons.map(\.groups) == [[:], [:]])
        },
    ]
}
