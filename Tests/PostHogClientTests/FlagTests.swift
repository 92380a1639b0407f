import JSON
import Testing

@testable import PostHogClient

struct FlagTests {
    private static let flag: JSON = [
        "id": 3, "key": "new-checkout", "name": "The new one", "active": true, "version": 4,
        "filters": ["groups": [], "payloads": ["true": "10.0"]], "tags": ["web", 7], "from_the_future": ["x": 1],
        "created_at": nil,
    ]

    @Test func aFlagKeepsWhatThisClientDoesNotKnow() throws {
        let flag = try PostHogFlag(json: Self.flag)
        #expect(flag.id == 3)
        #expect(flag.name == "The new one")
        #expect(flag.tags == ["web"])
        #expect(flag.createdAt == nil)
        #expect(!flag.archived)
        #expect(flag.json["from_the_future"] == ["x": 1])
        #expect(try PostHogFlag(json: ["id": 1, "key": "a"]).filters == [:])
    }

    struct Call: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (PostHogClient) async throws -> PostHogFlag
        let method: String
        let path: String
        var body: JSON = .null
    }

    static let calls: [Call] = [
        Call(testDescription: "get", make: { try await $0.flag(id: 3) }, method: "GET", path: "3/"),
        Call(
            testDescription: "version", make: { try await $0.flag(id: 3, version: 2) }, method: "GET",
            path: "3/versions/2/"),
        Call(
            testDescription: "create", make: { try await $0.createFlag(["key": "a", "active": false]) },
            method: "POST", path: "", body: ["key": "a", "active": false]),
        Call(
            testDescription: "update", make: { try await $0.updateFlag(id: 3, patch: ["active": false]) },
            method: "PATCH", path: "3/", body: ["active": false]),
        Call(
            testDescription: "update with version",
            make: {
                try await $0.updateFlag(id: 3, patch: ["name": "x"], version: 4, originalFlag: ["id": 3])
            },
            method: "PATCH", path: "3/", body: ["name": "x", "version": 4, "original_flag": ["id": 3]]),
        Call(
            testDescription: "delete", make: { try await $0.deleteFlag(id: 3) }, method: "PATCH", path: "3/",
            body: ["deleted": true]),
        Call(
            testDescription: "restore", make: { try await $0.restoreFlag(id: 3) }, method: "PATCH", path: "3/",
            body: ["deleted": false]),
        Call(testDescription: "enable", make: { try await $0.enableFlag(id: 3) }, method: "POST", path: "3/enable/"),
        Call(testDescription: "disable", make: { try await $0.disableFlag(id: 3) }, method: "POST", path: "3/disable/"),
        Call(testDescription: "archive", make: { try await $0.archiveFlag(id: 3) }, method: "POST", path: "3/archive/"),
        Call(
            testDescription: "unarchive", make: { try await $0.unarchiveFlag(id: 3) }, method: "POST",
            path: "3/unarchive/"),
    ]

    @Test(arguments: calls) func everyCallHasItsMethodPathAndBody(_ call: Call) async throws {
        try await TestServer.run { _, _, _ in
            .json(Self.flag)
        } test: { server, client in
            let found = try await call.make(client).key
            #expect(found == "new-checkout")
            let request = try #require(server.requests.first)
            #expect(request.method == call.method)
            #expect(request.path == "/api/projects/7/feature_flags/" + call.path)
            #expect(request.json == call.body)
            #expect(request.headers["authorization"] == "Bearer phx_secret_of_the_test")
        }
    }

    @Test func anActionThatAnswersWithoutTheFlagIsFollowedByAskingForIt() async throws {
        try await TestServer.run { request, _, _ in
            request.method == "POST" ? .json(["success": true]) : .json(Self.flag)
        } test: { server, client in
            let flag = try await client.archiveFlag(id: 3).key
            #expect(flag == "new-checkout")
            #expect(server.requests.map(\.method) == ["POST", "GET"])
        }
    }

    @Test func aFlagIsFoundByItsExactKeyEvenInTheArchive() async throws {
        try await TestServer.run { request, _, _ in
            request.parameters["archived"] == "true"
                ? .list([["id": 2, "key": "Beta"], ["id": 5, "key": "beta", "archived": true]])
                : .list([["id": 1, "key": "BETA"]])
        } test: { _, client in
            let flag = try await client.flag(key: "beta")?.id
            #expect(flag == 5)
            let missing = try await client.flag(key: "gamma")
            #expect(missing == nil)
        }
    }

    @Test func theActivityLogIsRead() async throws {
        try await TestServer.run { _, _, _ in
            .json([
                "results": [
                    [
                        "activity": "updated", "created_at": "2026-01-02T03:04:05Z",
                        "user": ["first_name": "Ann", "last_name": "", "email": "ann@example.org"],
                        "detail": ["changes": [["field": "active", "before": false, "after": true]]],
                    ], ["activity": "created", "user": nil, "is_system": true],
                ], "total_count": 12, "next": "http://x/",
            ])
        } test: { server, client in
            let page = try await client.flagActivity(id: 3, page: 2, limit: 2)
            #expect(page.total == 12)
            #expect(page.hasMore)
            #expect(page.entries.map(\.userEmail) == ["ann@example.org", nil])
            #expect(page.entries.map(\.userName) == ["Ann", nil])
            #expect(page.entries.first?.changes.count == 1)
            #expect(server.requests.first?.parameters == ["page": "2", "limit": "2"])
        }
    }

    @Test func aVersionConflictIsAConflict() async throws {
        try await TestServer.run { _, _, _ in
            .json(["type": "server_error", "code": "conflict", "detail": "updated by Bob"], status: 409)
        } test: { server, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.updateFlag(id: 3, patch: ["name": "x"], version: 1, originalFlag: Self.flag)
            }
            #expect(error?.kind == .conflict)
            #expect(server.requests.count == 1)
        }
    }

    @Test func evaluationByPostHogNamesTheRuntimeAndSendsNoKey() async throws {
        try await TestServer.run { _, _, _ in
            .json(["flags": ["a": ["key": "a", "enabled": true]], "quotaLimited": ["feature_flags"]])
        } test: { server, client in
            var request = PostHogFlagRequest(distinctID: "u1")
            request.groups = ["company": "acme"]
            let results = try await client.evaluateFlags(request)
            #expect(results.flags["a"]?["enabled"] == true)
            #expect(results.isQuotaLimited)
            let sent = try #require(server.requests.first)
            #expect(sent.path == "/flags/")
            #expect(sent.parameters == ["v": "2"])
            #expect(sent.headers["authorization"] == nil)
            #expect(sent.json["evaluation_runtime"] == "server")
            #expect(sent.json["token"] == "phc_token_of_the_test")
            #expect(sent.json["groups"] == ["company": "acme"])
        }
    }
}
