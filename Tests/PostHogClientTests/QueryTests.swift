import JSON
import Testing

@testable import PostHogClient

struct QueryTests {
    private static let answer: JSON = [
        "columns": ["event", "n"], "types": [["event", "String"], ["n", "UInt64"]],
        "results": [["$pageview", 12], ["signup", 1.0]], "hasMore": true, "limit": 100, "is_cached": true,
        "timezone": "Europe/Berlin", "unknown": ["anything"],
    ]

    @Test func theQueryIsSentWithItsValues() async throws {
        try await TestServer.run { _, _, _ in
            .json(Self.answer)
        } test: { server, client in
            let hostile = "'; drop table events; -- {x} \\ 😀"
            let result = try await client.query(
                "select event, count() as n from events where distinct_id = {id} group by event",
                values: ["id": .string(hostile), "at": 1.0], name: "test: events", refresh: .forceBlocking,
                clientQueryID: "q1")
            #expect(result.columns == ["event", "n"])
            #expect(result.types == ["String", "UInt64"])
            #expect(result.rows == [["$pageview", 12], ["signup", 1.0]])
            #expect(result.hasMore)
            #expect(result.isCached)
            #expect(result.timezone == "Europe/Berlin")
            #expect(result.index(of: "n") == 1)
            #expect(result.json["unknown"] == ["anything"])
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/api/projects/7/query/")
            #expect(request.headers["authorization"] == "Bearer phx_secret_of_the_test")
            #expect(
                request.json == [
                    "query": [
                        "kind": "HogQLQuery",
                        "query": "select event, count() as n from events where distinct_id = {id} group by event",
                        "values": ["id": .string(hostile), "at": 1.0],
                    ],
                    "refresh": "force_blocking", "name": "test: events", "client_query_id": "q1",
                ])
        }
    }

    @Test(
        arguments: [
            ["columns": ["a"], "results": [[1, 2]]], ["columns": ["a"], "results": [1]], ["columns": ["a"]],
            ["results": [[1]]], [:], [],
        ] as [JSON]) func aResultThatDoesNotFitItsColumnsIsMalformed(_ answer: JSON) async throws
    {
        try await TestServer.run { _, _, _ in
            .json(answer)
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) { _ = try await client.query("select 1") }
            #expect(error?.kind == .malformed)
            #expect(error?.call == "POST /api/projects/7/query/")
        }
    }

    @Test func aQueryInTheBackgroundIsAskedForToItsEnd() async throws {
        try await TestServer.run { request, number, _ in
            switch number {
            case 1: .json(["query_status": ["id": "q9", "complete": false, "error": false]], status: 202)
            case 2: .json(["query_status": ["id": "q9", "complete": false]], status: 202)
            default: .json(["query_status": ["id": "q9", "complete": true, "results": Self.answer]])
            }
        } test: { server, _ in
            let client = PostHogClient(try server.configuration, clock: ManualClock(movesItself: true))
            let result = try await client.query("select 1", refresh: .async)
            #expect(result.rows.count == 2)
            #expect(server.requests.map(\.path).suffix(2) == Array(repeating: "/api/projects/7/query/q9/", count: 2))
        }
    }

    @Test func aQueryInTheBackgroundIsGivenUpAtTheDeadline() async throws {
        try await TestServer.run { _, number, _ in
            switch number {
            case 1..<15: .json(["query_status": ["id": "q9", "complete": false]], status: 202)
            case 15: .json(["detail": "Expected available in 25 seconds."], status: 429)
            default: .json(["query_status": ["id": "q9", "complete": true, "results": Self.answer]])
            }
        } test: { server, _ in
            let client = PostHogClient(try server.configuration, clock: ManualClock(movesItself: true))
                .with(deadline: .seconds(30))
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.query("select 1", refresh: .async)
            }
            #expect(error?.kind == .throttled)
            #expect(error?.retryAfterSeconds == 25)
            #expect(server.requests.count == 15)
        }
    }

    /// The first answer says it, or a later one with a status of its own.
    @Test(arguments: [200, 400]) func aQueryThatFailsInTheBackgroundSaysWhy(status: Int) async throws {
        try await TestServer.run { _, number, _ in
            number == 1 && status == 400
                ? .json(["query_status": ["id": "q9", "complete": false, "error": false]], status: 202)
                : .json(
                    ["query_status": ["id": "q9", "complete": true, "error": true, "error_message": "no such field"]],
                    status: status)
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.query("select x", refresh: .async)
            }
            #expect(error?.kind == .validation)
            #expect(error?.detail == "no such field")
        }
    }

    @Test func queriesWaitForEachOtherAndOtherCallsDoNotWaitForThem() async throws {
        try await TestServer.run { request, _, _ in
            request.path.contains("query") ? .hang : .json(["id": 7])
        } test: { server, client in
            let queries = (0..<10).map { _ in Task { try await client.query("select 1") } }
            while server.requests.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
            let project = try await client.project().id
            #expect(project == 7)
            #expect(server.requests.filter { $0.path.contains("query") }.count == 3)
            for query in queries { query.cancel() }
            for query in queries { await #expect(throws: PostHogError.self) { _ = try await query.value } }
        }
    }

    @Test(arguments: [0, 1, 9, 10, 11, 35]) func rowsAreReadByTheirKey(count: Int) async throws {
        try await TestServer.run { request, _, _ in
            let values = request.json["query"]?["values"]
            let after = values?["after"]?.int64Value ?? -1
            let rows = (0..<Int64(count)).filter { $0 > after }.prefix(10)
            return .json([
                "columns": ["n", "text"], "results": .array(rows.map { [.integer($0), .string("row \($0)")] }),
            ])
        } test: { server, client in
            let rows = client.queryRows(pageSize: 10, key: ["n"]) { after, limit in
                HogQL("select n, text from t where n > {after} limit \(limit)", values: ["after": after?[0] ?? -1])
            }
            let found = try await rows.collect().map { $0["n"] }
            #expect(found == (0..<Int64(count)).map { .integer($0) })
            #expect(server.requests.count == count / 10 + 1)
        }
    }

    @Test func aKeyThatDoesNotMoveOnIsAnError() async throws {
        try await TestServer.run { _, _, _ in
            .json(["columns": ["n"], "results": [[1]]])
        } test: { _, client in
            let same = client.queryRows(pageSize: 1, key: ["n"]) { _, limit in HogQL("select n limit \(limit)") }
            let error = await #expect(throws: PostHogError.self) { _ = try await same.collect() }
            #expect(error?.code == "invalid_keyset")
            let lacking = client.queryRows(pageSize: 1, key: ["uuid"]) { _, limit in HogQL("select n limit \(limit)") }
            await #expect(throws: PostHogError.self) { _ = try await lacking.collect() }
        }
    }
}
