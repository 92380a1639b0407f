import Analytics
import JSON
import Testing

extension EventStoreConformance {
    private static func identify(_ type: String, _ key: JSON, uuid: UInt64, _ set: JSONObject = [:]) -> CapturedEvent {
        Sample.event(
            "$groupidentify", uuid: uuid, ["$group_type": .string(type), "$group_key": key, "$group_set": .object(set)])
    }

    static let groupChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("a group keeps its type, key and properties") { store async throws in
            try await store.store([
                identify("company", "acme", uuid: 1, ["name": "Acme", "plan": "free"]),
                identify("team", 7, uuid: 2), identify("company", "acme", uuid: 3, ["plan": "pro"]),
            ])
            let company = try await store.group(type: "company", key: "acme")
            #expect(company?.properties.unordered == ["name": "Acme", "plan": "pro"])
            #expect(company?.typeIndex == 0)
            #expect(company?.createdAt == Sample.event(uuid: 0).timestamp)
            #expect(try await store.group(type: "team", key: "7")?.typeIndex == 1)
            #expect(try await store.group(type: "company", key: "other") == nil)
            #expect(try await store.group(type: "other", key: "acme") == nil)
        },
        StoreCheck("a sixth group type is left out and its event kept") { store async throws in
            let types = ["a", "b", "c", "d", "e", "f"]
            let events = types.enumerated().map { identify($1, "k", uuid: UInt64($0), ["n": 1]) }
            #expect(try await store.store(events) == 6)
            for (index, type) in types.prefix(5).enumerated() {
                #expect(try await store.group(type: type, key: "k")?.typeIndex == index)
            }
            #expect(try await store.group(type: "f", key: "k") == nil)
            #expect(try await store.allEvents(of: store.existingPerson("u1")).count == 6)
        },
    ]

    static let retentionChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("old events are deleted and the others stay", needs: .deletesEvents) {
            store async throws in
            let old = (0..<1_200).map { Sample.event(of: "u\($0 % 3)", uuid: $0, at: -5_000 - Int64($0)) }
            let new = (2_000..<2_010).map { Sample.request(of: "u\($0 % 3)", uuid: $0, at: -100, id: "r") }
            try await store.store(old + new)
            let moment = Sample.event(uuid: 0, at: -100).timestamp
            #expect(try await store.deleteEvents(before: moment) == 1_200)
            #expect(try await store.deleteEvents(before: moment) == 0)
            var left: [EventID] = []
            for user in 0..<3 { left += try await store.allEvents(of: store.existingPerson("u\(user)")).map(\.uuid) }
            #expect(Set(left) == Set(new.map(\.uuid)))
            #expect(try await store.events(requestID: "r", of: nil, limit: 100).count == 10)
        },
        StoreCheck("a person outlives its events", needs: .deletesEvents) {
            store async throws in
            try await store.store([Sample.event("$set", uuid: 1, at: -5_000, ["$set": ["email": "a@example.org"]])])
            #expect(try await store.deleteEvents(before: Sample.noon) == 1)
            let person = try await store.existingPerson("u1")
            #expect(person.email == "a@example.org")
            #expect(person.lastSeen == Sample.event(uuid: 0, at: -5_000).timestamp)
            #expect(try await store.allEvents(of: person).isEmpty)
        },
        StoreCheck("deleting and storing at the same time lose nothing new", needs: .deletesEvents) {
            store async throws in
            try await store.store((0..<2_000).map { Sample.event(uuid: $0, at: -10_000) })
            async let deleted = store.deleteEvents(before: Sample.event(uuid: 0, at: -5_000).timestamp)
            for number in UInt64(3_000)..<3_050 { try await store.store([Sample.event(uuid: number)]) }
            #expect(try await deleted == 2_000)
            #expect(try await store.allEvents(of: store.existingPerson("u1")).count == 50)
        },
    ]
}
