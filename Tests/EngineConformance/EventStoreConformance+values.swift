import Analytics
import JSON
import Testing

/// Values nobody should send, read alike by every engine: by the rules of `HotProperties`.
extension EventStoreConformance {
    private static let oddNumbers: [JSON] = [
        "404", "400.5", "399.5", "499.5", "1e3", "0x10", "9223372036854775807", 9_223_372_036_854_775_807, 1e300, 1e308,
        "1e400",
        "+500", "-5", " 404", "404 ", "404\n", "5.", ".5", "1_000", "nan", "inf", "", "\u{663}", true, nil, [404], [:],
        399.5, 400.5, -0.0, 1.5e-9, 9_007_199_254_740_993,
    ]

    /// Texts of the characters numbers are made of; the same ones in every run.
    private static let randomNumbers: [JSON] = {
        let characters = Array("0123456789012345678901234567890123456789....eE+-_x ")
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<300).map { _ in
            .string(String((0..<(1 + next(below: 6))).map { _ in characters[next(below: characters.count)] }))
        }
    }()

    static let valueChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("what is no plain number is read alike") { store async throws in
            let events = (oddNumbers + randomNumbers).enumerated().map { number, value in
                Sample.event(
                    "api_request", uuid: UInt64(number),
                    ["status_code": value, "response_time_ms": value, "duration_ms": 7, "endpoint": "/api/a"])
            }
            try await store.store(events)
            let hot = events.map { HotProperties(event: $0.event, properties: $0.properties) }
            let durations = hot.compactMap(\.durationMilliseconds)
            let failures = hot.compactMap(\.statusCode).filter { $0 >= 400 }
            let activity = try await store.activity(of: store.existingPerson("u1"), in: Sample.window)
            #expect(activity.requests.total == events.count)
            #expect(activity.requests.failed == failures.count)
            #expect(activity.requests.percentiles.sampleCount == durations.count)
            #expect(activity.requests.percentiles == Percentiles(sorted: durations.sorted()))
            let frequent = Dictionary(failures.map { ($0, 1) }, uniquingKeysWith: +)
                .max { ($0.value, $0.key) < ($1.value, $1.key) }
            #expect(activity.mainFailure?.statusCode == frequent?.key)
            #expect(activity.mainFailure?.count == frequent?.value)
            let slow = try await store.allEvents(of: store.existingPerson("u1"), matching: .slow)
            #expect(slow.count == durations.filter { $0 > 1_000 }.count)
        },
        StoreCheck("long texts are cut alike") { store async throws in
            let long = String(repeating: "\u{E9}", count: 1_200)
            try await store.store([
                Sample.event("api_request", uuid: 1, ["endpoint": .string(long)]),
                Sample.event("api_error", uuid: 2, ["endpoint": .string(long), "error_type": .string(long)]),
                Sample.event("api_error", uuid: 3, ["endpoint": .string(long), "error_type": .string(long + "x")]),
            ])
            let short = String(long.prefix(1_000))
            let person = try await store.existingPerson("u1")
            let activity = try await store.activity(of: person, in: Sample.window)
            #expect(activity.mostUsedEndpoints.map(\.name) == [short])
            #expect(activity.errorsByType == [Activity.Count(name: short, count: 2)])
            let groups = try await store.errorGroups(of: person, in: Sample.window)
            #expect(groups.map(\.errorType) == [short])
            #expect(groups.map(\.endpoint) == [short])
            #expect(groups.map(\.count) == [2])
        },
        StoreCheck("an empty email or name gives way to PostHog's own") { store async throws in
            try await store.store([
                Sample.event(
                    "$set", uuid: 1,
                    ["$set": ["email": "", "$email": "ann@example.org", "name": "", "$name": "Ann"]])
            ])
            let person = try await store.existingPerson("u1")
            #expect(person.email == "ann@example.org")
            #expect(person.name == "Ann")
            #expect(try await store.persons(email: "ann@example.org").map(\.primaryDistinctID) == ["u1"])
            #expect(try await store.searchPersons("ann@ex", limit: 5).map(\.matchedValue) == ["ann@example.org"])
        },
    ]
}
