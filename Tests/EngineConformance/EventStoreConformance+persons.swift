import Analytics
import JSON
import Testing

extension EventStoreConformance {
    static let personChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("an unknown distinct id has no person") { store async throws in
            #expect(try await store.person(distinctID: "nobody") == nil)
            #expect(try await store.person(distinctID: "") == nil)
        },
        StoreCheck("every distinct id has a person with the times it was seen") { store async throws in
            try await store.store([
                Sample.event(uuid: 1, at: -60), Sample.event(uuid: 2, at: -600), Sample.event(uuid: 3, at: -300),
            ])
            try await store.store([Sample.event(uuid: 4, at: -30), Sample.event(of: "u2", uuid: 5, at: -7_200)])
            let person = try await store.existingPerson("u1")
            #expect(person.primaryDistinctID == "u1")
            #expect(person.distinctIDs == ["u1"])
            #expect(person.properties.isEmpty)
            #expect(person.firstSeen == Sample.event(uuid: 2, at: -600).timestamp)
            #expect(person.lastSeen == Sample.event(uuid: 4, at: -30).timestamp)
            #expect(try await store.existingPerson("u2").id != person.id)
        },
        StoreCheck("properties are set, set once and unset in the order of arrival") { store async throws in
            try await store.store([
                Sample.event("$set", uuid: 1, at: -10, ["$set": ["a": 1, "b": 1], "$set_once": ["c": 1, "a": 9]]),
                Sample.event("$set", uuid: 2, at: -20, ["$set": ["a": 2], "$set_once": ["c": 2, "d": 2]]),
                Sample.event("$set", uuid: 3, at: -30, ["$unset": ["b", "absent"]]),
            ])
            #expect(try await store.existingPerson("u1").properties.unordered == ["a": 2, "c": 1, "d": 2])
            try await store.store([Sample.event("$set", uuid: 4, ["$set_once": ["b": 3], "$unset": ["a"]])])
            #expect(try await store.existingPerson("u1").properties.unordered == ["c": 1, "d": 2, "b": 3])
        },
        StoreCheck("an event without a person profile sets nothing but still has a person") { store async throws in
            try await store.store([
                Sample.event(uuid: 1, ["$process_person_profile": false, "$set": ["email": "a@example.org"]])
            ])
            let person = try await store.existingPerson("u1")
            #expect(person.properties.isEmpty)
            #expect(try await store.allEvents(of: person).count == 1)
        },
        StoreCheck("persons are found by email without case, most recently seen first") { store async throws in
            try await store.store([
                Sample.event("$identify", of: "u1", uuid: 1, at: -50, ["$set": ["email": "Ann@Example.org"]]),
                Sample.event("$identify", of: "u2", uuid: 2, at: -20, ["$set": ["$email": "ann@example.ORG"]]),
                Sample.event("$identify", of: "u3", uuid: 3, at: -90, ["$set": ["email": "ANN@example.org"]]),
                Sample.event("$identify", of: "u4", uuid: 4, at: -10, ["$set": ["email": "joann@example.org"]]),
            ])
            let found = try await store.persons(email: "aNN@example.org")
            #expect(found.map(\.primaryDistinctID) == ["u2", "u1", "u3"])
            #expect(try await store.persons(email: "nn@example.org").isEmpty)
            #expect(try await store.persons(email: "").isEmpty)
        },
        StoreCheck("an email that was changed or removed finds nobody any more") { store async throws in
            try await store.store([
                Sample.event("$identify", of: "u1", uuid: 1, ["$set": ["email": "old@example.org"]]),
                Sample.event("$identify", of: "u2", uuid: 2, ["$set": ["email": "gone@example.org"]]),
            ])
            try await store.store([
                Sample.event("$set", of: "u1", uuid: 3, ["$set": ["email": "new@example.org"]]),
                Sample.event("$set", of: "u2", uuid: 4, ["$unset": ["email"]]),
            ])
            #expect(try await store.persons(email: "old@example.org").isEmpty)
            #expect(try await store.persons(email: "gone@example.org").isEmpty)
            #expect(try await store.persons(email: "new@example.org").map(\.primaryDistinctID) == ["u1"])
        },
        StoreCheck("at most twenty persons of one email are given") { store async throws in
            try await store.store(
                (1...25).map { number in
                    Sample.event(
                        "$identify", of: "u\(number)", uuid: number, at: Int64(number) - 100,
                        ["$set": ["email": "shared@example.org"]])
                })
            let found = try await store.persons(email: "shared@example.org")
            #expect(found.map(\.primaryDistinctID) == (6...25).reversed().map { "u\($0)" })
        },
    ]
}
