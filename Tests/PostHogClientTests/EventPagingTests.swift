import JSON
import Testing

@testable import PostHogClient

/// The server of these tests pages as PostHog's does: `after` and `before` exclude the moments they name, and `next`
/// names the last event of the page, so that others of the same moment are out of its reach.
struct EventPagingTests {
    private static let start = 1_767_225_600_000_000

    private static func run(
        _ times: [Int], isStrict: Bool = true, descends: Bool = false, hidesNext: Bool = false,
        test: @escaping @Sendable (TestServer, PostHogClient) async throws -> Void
    ) async throws {
        try await TestServer.run { request, _, address in
            guard let after = PostHogTime(request.parameters["after"] ?? ""),
                let before = PostHogTime(request.parameters["before"] ?? ""),
                let limit = Int(request.parameters["limit"] ?? ""), request.parameters["orderBy"] == "[\"timestamp\"]"
            else { return .text("", status: 400) }
            var found = times.enumerated().map { (id: $0.offset, time: PostHogTime(microseconds: Int64($0.element))) }
                .filter { ($0.time > after || (!isStrict && $0.time == after)) && $0.time < before }
                .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
            if descends { found.reverse() }
            let page = found.prefix(limit)
            let last = page.last?.time.description ?? ""
            let next = "\(address)/api/projects/7/events/?after=\(PercentEncoding.encode(last))&limit=\(limit)"
            return .list(
                page.map { ["id": "e\($0.id)", "event": "x", "timestamp": "\($0.time)", "distinct_id": "u"] },
                next: found.count > page.count && !hidesNext ? next : nil)
        } test: { server, client in
            try await test(server, client)
        }
    }

    private static func filter(pageSize: Int) -> PostHogEventFilter {
        PostHogEventFilter(after: "2025-12-31T00:00:00Z", before: "2026-02-01T00:00:00Z", pageSize: pageSize)
    }

    @Test(arguments: [true, false], [1, 2, 3, 7, 100])
    func everyEventComesOnceThoughManyShareAMoment(isStrict: Bool, pageSize: Int) async throws {
        let times = (0..<40).map { Self.start + ($0 / 5) * ($0 % 2 == 0 ? 1 : 1_000) } + [Self.start, Self.start + 1]
        try await Self.run(times, isStrict: isStrict) { _, client in
            let events = try await client.events(matching: Self.filter(pageSize: pageSize)).collect()
            #expect(events.count == times.count)
            #expect(Set(events.map(\.id)).count == times.count)
            #expect(events.map(\.timestamp) == events.map(\.timestamp).sorted())
        }
    }

    @Test func aCursorGoesOnWhereThePageEnded() async throws {
        let times = Array(repeating: Self.start, count: 5) + Array(repeating: Self.start + 1, count: 5)
        try await Self.run(times) { _, client in
            let list = client.events(matching: Self.filter(pageSize: 3))
            var ids: [String] = []
            var cursor: String?
            repeat {
                let page = try await list.page(at: cursor)
                ids += page.elements.map(\.id)
                cursor = page.cursor
            } while cursor != nil
            #expect(ids.sorted() == (0..<10).map { "e\($0)" })
            #expect(ids.count == 10)
        }
    }

    @Test func moreEventsOfOneMomentThanAPageHoldsAreAnErrorAndNotALoss() async throws {
        let times = Array(repeating: Self.start, count: 1_001) + [Self.start + 5]
        try await Self.run(times) { _, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.events(matching: Self.filter(pageSize: 100)).collect()
            }
            #expect(error?.code == "no_progress")
        }
        try await Self.run(Array(repeating: Self.start, count: 900) + [Self.start + 5]) { _, client in
            let events = try await client.events(matching: Self.filter(pageSize: 100)).collect().count
            #expect(events == 901)
        }
    }

    @Test func aDescendingListIsRefusedBecauseItHidesEvents() async throws {
        try await Self.run((0..<10).map { Self.start + $0 }, descends: true) { _, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.events(matching: Self.filter(pageSize: 3)).collect()
            }
            #expect(error?.code == "not_ascending")
        }
    }

    @Test func theWindowIsBoundedEvenWhenNoneIsGiven() async throws {
        try await Self.run([]) { server, client in
            let events = try await client.events().collect().isEmpty
            #expect(events)
            let parameters = try #require(server.requests.first?.parameters)
            let after = try #require(PostHogTime(parameters["after"] ?? ""))
            let before = try #require(PostHogTime(parameters["before"] ?? ""))
            #expect(before.microseconds - after.microseconds == 86_400_000_000)
        }
    }

    @Test func aWrongTimeIsNamed() async throws {
        try await Self.run([]) { server, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.events(matching: .init(after: "yesterday")).collect()
            }
            #expect(error?.attr == "after")
            #expect(error?.kind == .invalidArgument)
            #expect(server.requests.isEmpty)
        }
    }
}
