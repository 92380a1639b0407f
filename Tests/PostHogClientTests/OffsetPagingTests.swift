import JSON
import Testing

@testable import PostHogClient

struct OffsetPagingTests {
    /// Serves a list that changes while it is read: after the given number of pages.
    private static func run(
        _ initial: [Int], cap: Int = 1_000, changes: [Int: @Sendable (inout [Int]) -> Void] = [:],
        test: @escaping @Sendable (TestServer, PostHogClient) async throws -> Void
    ) async throws {
        let ids = Shared(initial)
        try await TestServer.run { request, number, address in
            let offset = Int(request.parameters["offset"] ?? "") ?? 0
            let limit = min(Int(request.parameters["limit"] ?? "") ?? 100, cap)
            return ids.withLock { ids in
                changes[number]?(&ids)
                let page = ids.dropFirst(offset).prefix(limit)
                let hasMore = offset + page.count < ids.count
                let next = "\(address)/api/projects/7/feature_flags/?limit=\(limit)&offset=\(offset + page.count)"
                return .list(
                    page.map { ["id": .integer(Int64($0)), "key": "k\($0)"] }, next: hasMore ? next : nil,
                    count: ids.count)
            }
        } test: { server, client in
            try await test(server, client)
        }
    }

    @Test(arguments: [0, 1, 99, 100, 101, 200, 201, 450]) func everyElementComesOnce(count: Int) async throws {
        let ids = Array(0..<count)
        try await Self.run(ids) { _, client in
            let found = try await client.flags().collect().map { Int($0.id) }
            #expect(found == ids)
        }
    }

    /// Otherwise a list that was cut off would look like a whole one.
    @Test func anEmptyPageBeforeTheEndIsAnError() async throws {
        try await TestServer.run { _, _, address in
            .list([], next: "\(address)/api/projects/7/feature_flags/?limit=100&offset=100", count: 5)
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) { _ = try await client.flags().collect() }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func aServerThatCapsThePageIsFollowed() async throws {
        try await Self.run(Array(0..<95), cap: 10) { _, client in
            let ids = try await client.flags().collect().map { Int($0.id) }
            #expect(ids == Array(0..<95))
        }
    }

    @Test(arguments: [0, 50, 99]) func aDeletionBeforeThePlaceLosesNothing(position: Int) async throws {
        try await Self.run(Array(0..<250), changes: [2: { $0.remove(at: position) }]) { _, client in
            // The first page was read before the deletion.
            let ids = try await client.flags().collect().map { Int($0.id) }
            #expect(ids == Array(0..<250))
        }
    }

    @Test func manyDeletionsLoseNothing() async throws {
        try await Self.run(Array(0..<250), changes: [2: { $0.removeFirst(100) }]) { _, client in
            let ids = try await client.flags().collect().map { Int($0.id) }
            #expect(ids == Array(0..<250))
        }
    }

    @Test func anInsertionBeforeThePlaceRepeatsNothing() async throws {
        try await Self.run(Array(0..<250), changes: [2: { $0.insert(contentsOf: [900, 901, 902], at: 0) }]) {
            _, client in
            let ids = try await client.flags().collect().map { Int($0.id) }
            #expect(ids == Array(0..<250))
        }
    }

    @Test func theFilterIsSentWithEveryPage() async throws {
        try await Self.run(Array(0..<150)) { server, client in
            let filter = PostHogFlagFilter(
                activity: .stale, kind: .boolean, search: "a b&c", tags: ["web", "ü"], archived: true)
            _ = try await client.flags(matching: filter).collect()
            #expect(server.requests.count == 2)
            for request in server.requests {
                #expect(request.parameters["active"] == "STALE")
                #expect(request.parameters["type"] == "boolean")
                #expect(request.parameters["search"] == "a b&c")
                #expect(request.parameters["tags"] == "[\"web\",\"ü\"]")
                #expect(request.parameters["archived"] == "true")
            }
        }
    }
}
