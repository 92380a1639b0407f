import Analytics
import JSON
import Testing

extension EventStoreConformance {
    static let errorChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("errors of one cause form one group, most frequent first") { store async throws in
            try await store.store([
                Sample.error(uuid: 1, at: -50, message: "user 17 not found"),
                Sample.error(uuid: 2, at: -10, message: "user 99 not found"),
                Sample.error(uuid: 3, at: -30, message: "user 5 not found"),
                Sample.error(uuid: 4, at: -5, type: "validation_error", message: "bad input"),
            ])
            let groups = try await store.errorGroups(of: store.existingPerson("u1"), in: Sample.window)
            #expect(groups.map(\.count) == [3, 1])
            #expect(groups.first?.errorType == "application_error")
            #expect(groups.first?.message == "user 99 not found")
            #expect(groups.first?.endpoint == "/api/a")
            #expect(groups.first?.firstSeen == Sample.event(uuid: 0, at: -50).timestamp)
            #expect(groups.first?.lastSeen == Sample.event(uuid: 0, at: -10).timestamp)
            #expect(groups.map(\.otherUsers) == [0, 0])
        },
        StoreCheck("other users are other persons with the same error in the window") { store async throws in
            try await store.store([
                Sample.error(of: "u1", uuid: 1), Sample.error(of: "u2", uuid: 2), Sample.error(of: "u2", uuid: 3),
                Sample.error(of: "u3", uuid: 4), Sample.error(of: "u3-phone", uuid: 5),
                Sample.event("$identify", of: "u3", uuid: 6, ["$anon_distinct_id": "u3-phone"]),
                Sample.error(of: "u4", uuid: 7, type: "another"), Sample.error(of: "u5", uuid: 8, at: -40 * 86_400),
                Sample.error(of: "u1-phone", uuid: 9),
                Sample.event("$identify", of: "u1", uuid: 10, ["$anon_distinct_id": "u1-phone"]),
            ])
            let groups = try await store.errorGroups(of: store.existingPerson("u1"), in: Sample.window)
            #expect(groups.count == 1)
            #expect(groups.first?.count == 2)
            #expect(groups.first?.otherUsers == 2)
        },
        StoreCheck("errors outside the window form no group") { store async throws in
            try await store.store([Sample.error(uuid: 1, at: -40 * 86_400), Sample.event(uuid: 2)])
            #expect(try await store.errorGroups(of: store.existingPerson("u1"), in: Sample.window).isEmpty)
        },
        StoreCheck("at most a hundred groups are given") { store async throws in
            try await store.store(
                (0..<120).map { Sample.event("api_error", uuid: $0, ["error_type": .string(letters($0))]) })
            try await store.store([Sample.event("api_error", uuid: 500, ["error_type": .string(letters(7))])])
            let groups = try await store.errorGroups(of: store.existingPerson("u1"), in: Sample.window)
            #expect(groups.count == 100)
            #expect(groups.first?.errorType == letters(7))
        },
    ]

    /// A different word of letters for every number: digits would be left out of the fingerprint.
    private static func letters(_ number: UInt64) -> String {
        String(String(number).compactMap { $0.wholeNumberValue.map { Character(Unicode.Scalar(UInt8(97 + $0))) } })
    }

    static let requestChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("a request's events of all users come oldest first") { store async throws in
            try await store.store([
                Sample.request(of: "u1", uuid: 3, at: -10, id: "r1"),
                Sample.request(of: "u2", uuid: 2, at: -20, id: "r1"),
                Sample.request(of: "u1", uuid: 1, at: -10, id: "r1"),
                Sample.request(of: "u1", uuid: 4, at: -10, id: "r2"),
                Sample.event("page", uuid: 5, at: -5, ["$request_id": "r1"]),
            ])
            let events = try await store.events(requestID: "r1", of: nil, limit: 100)
            #expect(events.map(\.uuid) == [2, 1, 3, 5].map(Sample.uuid))
            #expect(events.allSatisfy { $0.requestID == "r1" })
            #expect(Set(events.map(\.distinctID)) == ["u1", "u2"])
            let limited = try await store.events(requestID: "r1", of: nil, limit: 2)
            #expect(limited.map(\.uuid) == [2, 1].map(Sample.uuid))
            #expect(try await store.events(requestID: "R1", of: nil, limit: 100).isEmpty)
            #expect(try await store.events(requestID: "r1", of: nil, limit: 0).isEmpty)
            #expect(try await store.events(requestID: "", of: nil, limit: 100).isEmpty)
        },
        StoreCheck("a request's events of one person are those of all its distinct ids") { store async throws in
            try await store.store([
                Sample.request(of: "u1", uuid: 1, id: "r1"), Sample.request(of: "phone", uuid: 2, id: "r1"),
                Sample.request(of: "u2", uuid: 3, id: "r1"),
                Sample.event("$identify", of: "u1", uuid: 4, ["$anon_distinct_id": "phone"]),
            ])
            let own = try await store.events(requestID: "r1", of: store.existingPerson("u1"), limit: 100)
            #expect(own.map(\.uuid) == [1, 2].map(Sample.uuid))
            let other = try await store.events(requestID: "r1", of: store.existingPerson("u2"), limit: 100)
            #expect(other.map(\.uuid) == [Sample.uuid(3)])
            let unknown = Person(
                id: Sample.uuid(999), primaryDistinctID: "nobody", distinctIDs: ["nobody"], properties: [:],
                firstSeen: nil, lastSeen: nil)
            #expect(try await store.events(requestID: "r1", of: unknown, limit: 100).isEmpty)
        },
    ]
}
