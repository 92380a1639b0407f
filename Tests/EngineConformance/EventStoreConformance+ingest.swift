import Analytics
import JSON
import Testing

extension EventStoreConformance {
    static let ingestChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("an event comes back as it was stored") { store async throws in
            let properties: JSONObject = ["a": 1, "b": 10.0, "c": [nil, true], "request_id": "r1", "d": ["e": "é"]]
            let event = Sample.event("page", of: "u1", uuid: 1, properties)
            #expect(try await store.store([event]) == 1)
            let stored = try await store.allEvents(of: store.existingPerson("u1"))
            #expect(stored.count == 1)
            #expect(stored.first?.uuid == event.uuid)
            #expect(stored.first?.event == "page")
            #expect(stored.first?.distinctID == "u1")
            #expect(stored.first?.timestamp == event.timestamp)
            #expect(stored.first?.requestID == "r1")
            #expect(stored.first?.isError == false)
            #expect(stored.first?.properties.parsed() == .object(properties))
        },
        StoreCheck("an event is stored once, within a batch and across batches", needs: .refusesRepeatedEvents) {
            store async throws in
            let event = Sample.event(uuid: 1)
            #expect(try await store.store([event, event, Sample.event(uuid: 2)]) == 2)
            #expect(try await store.store([event]) == 0)
            #expect(try await store.store([Sample.event(uuid: 3), event]) == 1)
            let stored = try await store.allEvents(of: store.existingPerson("u1"))
            #expect(Set(stored.map(\.uuid)) == Set((1...3).map(Sample.uuid)))
            #expect(stored.count == 3)
        },
        StoreCheck("a repeated event with another time or user changes nothing", needs: .refusesRepeatedEvents) {
            store async throws in
            try await store.store([Sample.event("$set", uuid: 1, at: -60, ["$set": ["plan": "old"]])])
            try await store.store([Sample.event("$set", uuid: 2, at: -50, ["$set": ["plan": "new"]])])
            let repeated = [
                Sample.event("$set", uuid: 1, at: -10, ["$set": ["plan": "old"]]),
                Sample.event("$set", of: "stranger", uuid: 1, at: -10, ["$set": ["plan": "old"]]),
            ]
            #expect(try await store.store(repeated) == 0)
            let person = try await store.existingPerson("u1")
            #expect(person.properties == ["plan": "new"])
            #expect(person.lastSeen == Sample.event(uuid: 2, at: -50).timestamp)
            #expect(try await store.person(distinctID: "stranger") == nil)
        },
        StoreCheck("no events are no work") { store async throws in
            #expect(try await store.store([]) == 0)
        },
        StoreCheck("text of every kind survives") { store async throws in
            let long = String(repeating: "0123456789", count: 1_000)
            let texts = [
                "\u{1F600}", "é", "e\u{301}", "'; DROP TABLE events; --", "\"\\\n\t", " ", "%_*", long,
            ]
            let events = texts.enumerated().map { index, text in
                Sample.event(
                    "name \(text.prefix(50))", of: "user \(text.prefix(50))", uuid: UInt64(index),
                    ["text": .string(text)])
            }
            #expect(try await store.store(events) == events.count)
            for event in events {
                let stored = try await store.allEvents(of: store.existingPerson(event.distinctID))
                #expect(stored.count == 1)
                #expect(stored.first?.event == event.event)
                #expect(stored.first.map { Array($0.distinctID.utf8) } == Array(event.distinctID.utf8))
                #expect(stored.first?.properties.parsed() == .object(event.properties))
            }
        },
        StoreCheck("the character NUL survives", needs: .keepsNUL) { store async throws in
            let event = Sample.event("name a\0b", of: "user a\0b", uuid: 1, ["text": "a\0b"])
            try await store.store([event])
            let stored = try await store.allEvents(of: store.existingPerson(event.distinctID))
            #expect(stored.map(\.event) == [event.event])
            #expect(stored.map { Array($0.distinctID.utf8) } == [Array(event.distinctID.utf8)])
            #expect(stored.first?.properties.parsed() == .object(event.properties))
        },
        StoreCheck("distinct ids that differ only in their encoding are two persons") { store async throws in
            try await store.store([Sample.event(of: "caf\u{E9}", uuid: 1), Sample.event(of: "cafe\u{301}", uuid: 2)])
            let composed = try await store.existingPerson("caf\u{E9}")
            let decomposed = try await store.existingPerson("cafe\u{301}")
            #expect(composed.id != decomposed.id)
            #expect(try await store.allEvents(of: composed).map(\.uuid) == [Sample.uuid(1)])
        },
        StoreCheck("times at the ends of the range are stored", needs: .keepsAnyMoment) {
            store async throws in
            let far = [Int64.min, -1, 0, Int64.max]
            let events = far.enumerated().map { index, microseconds in
                CapturedEvent(
                    uuid: Sample.uuid(UInt64(index)), event: "x", distinctID: "u1",
                    timestamp: Timestamp(microseconds: microseconds), properties: [:])
            }
            #expect(try await store.store(events) == 4)
            let everything = TimeWindow(start: Timestamp(microseconds: .min), end: Timestamp(microseconds: .max))
            let stored = try await store.allEvents(of: store.existingPerson("u1"), in: everything)
            #expect(stored.map(\.timestamp.microseconds) == far.reversed())
        },
        StoreCheck("concurrent callers store every event exactly once", needs: .refusesRepeatedEvents) {
            store async throws in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<UInt64(16) {
                    group.addTask {
                        var stored = 0
                        for round in 0..<UInt64(10) {
                            // Neighbours share half of their events.
                            let first = caller * 50 + round * 10
                            stored += try await store.store(
                                (first..<first + 20).map { Sample.event(of: "u\($0 % 7)", uuid: $0) })
                        }
                        return stored
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let expected = Set((0..<UInt64(16)).flatMap { caller in caller * 50..<caller * 50 + 110 })
            #expect(counts.reduce(0, +) == expected.count)
            var stored: [EventID] = []
            for user in 0..<7 {
                stored += try await store.allEvents(of: store.existingPerson("u\(user)")).map(\.uuid)
            }
            #expect(stored.count == expected.count)
            #expect(Set(stored) == Set(expected.map(Sample.uuid)))
        },
        StoreCheck("a caller that stops waiting has still stored its events") { store async throws in
            let task = Task { try await store.store([Sample.event(uuid: 1)]) }
            task.cancel()
            #expect(try await task.value == 1)
            #expect(try await store.allEvents(of: store.existingPerson("u1")).count == 1)
        },
        StoreCheck("an open store is ready") { store async throws in
            try await store.checkReadiness()
        },
    ]
}
