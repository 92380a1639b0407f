import Analytics
import JSON
import Testing

extension EventStoreConformance {
    private static let day: Int64 = 86_400

    static let activityChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("requests, failures and durations are counted") { store async throws in
            try await store.store(
                (1...100).map { number in
                    Sample.request(
                        uuid: number, at: -Int64(number), endpoint: number <= 60 ? "/api/a" : "/api/b",
                        status: number <= 10 ? 500 : number <= 15 ? 404 : 200, milliseconds: Double(number))
                })
            try await store.store([
                Sample.event(uuid: 200), Sample.event("api_request", uuid: 201, ["status_code": 399]),
                Sample.event("other", uuid: 202, ["status_code": 500, "endpoint": "/api/c"]),
            ])
            let activity = try await store.activity(of: store.existingPerson("u1"), in: Sample.window)
            #expect(activity.totalEvents == 103)
            #expect(activity.requests.total == 101)
            #expect(activity.requests.failed == 15)
            #expect(activity.requests.averageMilliseconds == 50.5)
            #expect(activity.requests.percentiles.sampleCount == 100)
            #expect(activity.requests.percentiles.p50 == 50)
            #expect(activity.requests.percentiles.p95 == 95)
            #expect(activity.requests.percentiles.p99 == 99)
            let expected = [Activity.Count(name: "/api/a", count: 60), Activity.Count(name: "/api/b", count: 40)]
            #expect(activity.mostUsedEndpoints == expected)
            #expect(activity.mainFailure?.statusCode == 500)
            #expect(activity.mainFailure?.count == 10)
            #expect(activity.mainFailure?.first == Sample.event(uuid: 0, at: -10).timestamp)
            #expect(activity.mainFailure?.last == Sample.event(uuid: 0, at: -1).timestamp)
        },
        StoreCheck("ten endpoints are listed, most frequent first") { store async throws in
            var number: UInt64 = 0
            var events: [CapturedEvent] = []
            for endpoint in 1...12 {
                for _ in 0..<endpoint {
                    number += 1
                    events.append(Sample.request(uuid: number, endpoint: "/api/\(endpoint)"))
                }
            }
            try await store.store(events)
            let activity = try await store.activity(of: store.existingPerson("u1"), in: Sample.window)
            #expect(activity.mostUsedEndpoints.map(\.name) == (3...12).reversed().map { "/api/\($0)" })
            #expect(activity.mostUsedEndpoints.map(\.count) == (3...12).reversed())
        },
        StoreCheck("errors are counted by type, most frequent first") { store async throws in
            try await store.store([
                Sample.error(uuid: 1, type: "b"), Sample.error(uuid: 2, type: "a"), Sample.error(uuid: 3, type: "a"),
                Sample.event("$exception", uuid: 4, ["$exception_list": [["type": "TypeError", "value": "x"]]]),
                Sample.event("login_error", uuid: 5),
            ])
            let activity = try await store.activity(of: store.existingPerson("u1"), in: Sample.window)
            #expect(activity.totalErrors == 5)
            #expect(activity.errorsByType.first == Activity.Count(name: "a", count: 2))
            #expect(Set(activity.errorsByType.map(\.name)) == ["a", "b", "TypeError", "login_error"])
            #expect(activity.errorsByType.map(\.count).reduce(0, +) == 5)
        },
        StoreCheck("every day of the window is listed with its counts") { store async throws in
            try await store.store([
                Sample.request(uuid: 1, at: -60), Sample.request(uuid: 2, at: -day, status: 500),
                Sample.error(uuid: 3, at: -day), Sample.event(uuid: 4, at: -3 * day),
                Sample.request(uuid: 5, at: -3 * day, milliseconds: 1_500),
                // The first and the last microsecond of a day.
                CapturedEvent(
                    uuid: Sample.uuid(6), event: "x", distinctID: "u1",
                    timestamp: Sample.midnight.advanced(byMicroseconds: -1), properties: [:]),
                CapturedEvent(
                    uuid: Sample.uuid(7), event: "x", distinctID: "u1", timestamp: Sample.midnight, properties: [:]),
                Sample.event(uuid: 8, at: -40 * day),
            ])
            let window = TimeWindow(days: 4, until: Sample.noon)
            let activity = try await store.activity(of: store.existingPerson("u1"), in: window)
            #expect(activity.days.map(\.midnight) == window.days)
            #expect(activity.days.count == 5)
            #expect(activity.days.map(\.events) == [0, 2, 0, 3, 2])
            #expect(activity.days.map(\.requests) == [0, 1, 0, 1, 1])
            #expect(activity.days.map(\.failed) == [0, 0, 0, 1, 0])
            #expect(activity.days.map(\.errors) == [0, 0, 0, 1, 0])
            #expect(activity.days.map(\.slow) == [0, 1, 0, 0, 0])
        },
        StoreCheck("a person without events in the window has zeros") { store async throws in
            try await store.store([Sample.event(uuid: 1, at: -90 * day)])
            let activity = try await store.activity(of: store.existingPerson("u1"), in: Sample.window)
            var expected = Activity()
            expected.days = Sample.window.days.map { Activity.Day(midnight: $0) }
            #expect(activity == expected)
        },
    ]

    static let slowChecks: [StoreCheck<any EventStore>] = [
        StoreCheck("without slow_request events, requests over the threshold are slow") { store async throws in
            try await store.store([
                Sample.request(uuid: 1, at: -9, milliseconds: 1_000),
                Sample.request(uuid: 2, at: -8, milliseconds: 1_001),
                Sample.request(uuid: 3, at: -7, endpoint: "/api/b", milliseconds: 3_000),
                Sample.request(uuid: 4, at: -6, endpoint: "/api/b", milliseconds: 2_000),
                Sample.event("other", uuid: 5, ["duration_ms": 9_000]),
            ])
            let person = try await store.existingPerson("u1")
            let activity = try await store.activity(of: person, in: Sample.window)
            #expect(activity.totalSlow == 3)
            #expect(
                activity.slowByEndpoint == [
                    Activity.SlowEndpoint(endpoint: "/api/b", count: 2, averageMilliseconds: 2_500),
                    Activity.SlowEndpoint(endpoint: "/api/a", count: 1, averageMilliseconds: 1_001),
                ])
            #expect(
                try await store.allEvents(of: person, matching: .slow).map(\.uuid) == [4, 3, 2].map(Sample.uuid))
        },
        StoreCheck("once the project sends slow_request events, only they are slow") { store async throws in
            try await store.store([
                Sample.request(uuid: 1, milliseconds: 5_000), Sample.event("slow_request", of: "u2", uuid: 2),
                Sample.event("slow_request", uuid: 3, ["endpoint": "/api/a", "duration_ms": 50]),
            ])
            let person = try await store.existingPerson("u1")
            let activity = try await store.activity(of: person, in: Sample.window)
            #expect(activity.totalSlow == 1)
            let expected = [Activity.SlowEndpoint(endpoint: "/api/a", count: 1, averageMilliseconds: 50)]
            #expect(activity.slowByEndpoint == expected)
            #expect(activity.days.map(\.slow).reduce(0, +) == 1)
            #expect(try await store.allEvents(of: person, matching: .slow).map(\.uuid) == [Sample.uuid(3)])
        },
        StoreCheck("slow requests without an endpoint count but are listed under none") { store async throws in
            try await store.store([Sample.event("slow_request", uuid: 1), Sample.event("slow_request", uuid: 2)])
            let activity = try await store.activity(of: store.existingPerson("u1"), in: Sample.window)
            #expect(activity.totalSlow == 2)
            #expect(activity.slowByEndpoint.isEmpty)
        },
    ]
}
