import Analytics
import JSON
import Testing

extension EventStoreConformance {
    private static func identify(
        _ user: String, from anonymous: String, uuid: UInt64, _ set: JSONObject = [:]
    ) -> CapturedEvent {
        Sample.event(
            "$identify", of: user, uuid: uuid, ["$anon_distinct_id": .string(anonymous), "$set": .object(set)])
    }

    static let mergeChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("identifying joins the events of before and after") { store async throws in
            try await store.store([Sample.event(of: "anon", uuid: 1, at: -300)])
            try await store.store([identify("u1", from: "anon", uuid: 2, ["email": "a@example.org"])])
            try await store.store([
                Sample.event(of: "anon", uuid: 3, at: -30), Sample.event(of: "u1", uuid: 4, at: -20),
            ])
            let person = try await store.existingPerson("anon")
            #expect(try await store.existingPerson("u1") == person)
            #expect(person.primaryDistinctID == "u1")
            #expect(person.distinctIDs == ["u1", "anon"])
            #expect(person.firstSeen == Sample.event(uuid: 0, at: -300).timestamp)
            #expect(person.lastSeen == Sample.event(uuid: 0, at: -20).timestamp)
            let events = try await store.allEvents(of: person)
            #expect(events.map(\.uuid) == [4, 3, 2, 1].map(Sample.uuid))
            #expect(events.map(\.distinctID) == ["u1", "anon", "u1", "anon"])
            #expect(try await store.activity(of: person, in: Sample.window).totalEvents == 4)
        },
        StoreCheck("of two known persons the event's own survives and its properties win") { store async throws in
            try await store.store([
                Sample.event("$set", of: "anon", uuid: 1, at: -900, ["$set": ["plan": "free", "theme": "dark"]]),
                Sample.event("$set", of: "u1", uuid: 2, at: -100, ["$set": ["plan": "pro"]]),
            ])
            let before = try await store.existingPerson("u1")
            try await store.store([identify("u1", from: "anon", uuid: 3)])
            let person = try await store.existingPerson("anon")
            #expect(person.id == before.id)
            #expect(person.properties["plan"] == "pro")
            #expect(person.properties["theme"] == "dark")
            #expect(person.firstSeen == Sample.event(uuid: 0, at: -900).timestamp)
        },
        StoreCheck("within one batch the result is the same") { store async throws in
            try await store.store([
                Sample.event("$set", of: "anon", uuid: 1, at: -900, ["$set": ["plan": "free", "theme": "dark"]]),
                Sample.event("$set", of: "u1", uuid: 2, at: -100, ["$set": ["plan": "pro"]]),
                identify("u1", from: "anon", uuid: 3),
                Sample.event(of: "anon", uuid: 4, at: -5),
            ])
            let person = try await store.existingPerson("anon")
            #expect(person.distinctIDs == ["u1", "anon"])
            #expect(person.properties["plan"] == "pro")
            #expect(person.properties["theme"] == "dark")
            #expect(person.firstSeen == Sample.event(uuid: 0, at: -900).timestamp)
            #expect(person.lastSeen == Sample.event(uuid: 0, at: -5).timestamp)
            #expect(try await store.allEvents(of: person).count == 4)
        },
        StoreCheck("an alias joins an id that was never seen") { store async throws in
            try await store.store([Sample.event("$create_alias", of: "anon", uuid: 1, ["alias": "u1"])])
            let person = try await store.existingPerson("u1")
            #expect(person.distinctIDs == ["anon", "u1"])
            try await store.store([Sample.event(of: "u1", uuid: 2)])
            #expect(try await store.allEvents(of: person).count == 2)
        },
        StoreCheck("a new distinct id joins the known person it names") { store async throws in
            try await store.store([Sample.event("$set", of: "anon", uuid: 1, ["$set": ["theme": "dark"]])])
            let before = try await store.existingPerson("anon")
            try await store.store([identify("u1", from: "anon", uuid: 2)])
            #expect(try await store.existingPerson("u1").id == before.id)
        },
        StoreCheck("an identified person is not merged into another one") { store async throws in
            try await store.store([
                identify("u1", from: "browser", uuid: 1, ["email": "one@example.org"]),
                Sample.event(of: "u2", uuid: 2), identify("u2", from: "browser", uuid: 3, ["email": "two@example.org"]),
            ])
            let one = try await store.existingPerson("u1")
            let two = try await store.existingPerson("u2")
            #expect(one.id != two.id)
            #expect(one.email == "one@example.org")
            #expect(two.email == "two@example.org")
            #expect(two.distinctIDs == ["u2"])
            #expect(try await store.existingPerson("browser").id == one.id)
        },
        StoreCheck("an identified person is merged when the event forces it") { store async throws in
            try await store.store([
                Sample.event("$identify", of: "u1", uuid: 1, ["$set": ["email": "one@example.org", "a": 1]]),
                Sample.event("$identify", of: "u2", uuid: 2, ["$set": ["email": "two@example.org"]]),
                Sample.event("$merge_dangerously", of: "u2", uuid: 3, ["alias": "u1"]),
            ])
            let person = try await store.existingPerson("u1")
            #expect(person.primaryDistinctID == "u2")
            #expect(Set(person.distinctIDs) == ["u1", "u2"])
            #expect(person.email == "two@example.org")
            #expect(person.properties["a"] == 1)
            #expect(try await store.persons(email: "one@example.org").isEmpty)
            #expect(try await store.searchPersons("one@example", limit: 10).isEmpty)
            #expect(try await store.persons(email: "two@example.org").count == 1)
        },
        StoreCheck("merging a person with itself changes nothing") { store async throws in
            try await store.store([
                identify("u1", from: "anon", uuid: 1, ["a": 1]), identify("u1", from: "anon", uuid: 2),
                Sample.event("$create_alias", of: "anon", uuid: 3, ["alias": "u1"]),
                Sample.event("$merge_dangerously", of: "u1", uuid: 4, ["alias": "u1"]),
            ])
            let person = try await store.existingPerson("u1")
            #expect(Set(person.distinctIDs) == ["u1", "anon"])
            #expect(person.properties == ["a": 1])
        },
        StoreCheck("a person read before a merge still leads to its events", needs: .followsMergedPersons) {
            store async throws in
            try await store.store([Sample.event(of: "anon", uuid: 1), Sample.event(of: "u1", uuid: 2)])
            let stale = try await store.existingPerson("anon")
            try await store.store([identify("u1", from: "anon", uuid: 3)])
            #expect(try await store.allEvents(of: stale).count == 3)
        },
        StoreCheck("a chain of merges ends in one person") { store async throws in
            try await store.store((1...6).map { Sample.event(of: "a\($0)", uuid: $0) })
            try await store.store(
                (1...5).map { number in
                    Sample.event(
                        "$merge_dangerously", of: "a\(number + 1)", uuid: 10 + number, ["alias": .string("a\(number)")])
                })
            let person = try await store.existingPerson("a1")
            #expect(Set(person.distinctIDs) == Set((1...6).map { "a\($0)" }))
            #expect(try await store.allEvents(of: person).count == 11)
        },
    ]
}
