import JSON
import Testing

@testable import PostHogClient

struct PagingTests {
    private static func person(_ number: Int) -> JSON { ["id": .integer(Int64(number)), "uuid": "p\(number)"] }

    @Test func personsGoOnBehindShortAndEmptyPages() async throws {
        try await TestServer.run { request, _, address in
            let offset = Int(request.parameters["offset"] ?? "0") ?? 0
            let base = "\(address)/api/projects/7/persons/?limit=100&search=ann&offset="
            return switch offset {
            case 0: .list([Self.person(1), Self.person(2)], next: base + "100")
            case 100: .list([], next: base + "200")
            case 200: .list([Self.person(2), Self.person(3)], next: nil)
            default: .text("", status: 400)
            }
        } test: { server, client in
            let persons = try await client.persons(matching: .init(search: "ann")).collect()
            #expect(persons.map(\.id) == ["1", "2", "3"])
            #expect(server.requests.map { $0.parameters["search"] } == ["ann", "ann", "ann"])
            #expect(server.requests.map { $0.parameters["limit"] } == ["100", "100", "100"])
        }
    }

    @Test(arguments: [
        "https://evil.example/api/projects/7/persons/?offset=100", "//evil.example/api/projects/7/persons/?offset=100",
        "http://127.0.0.1.evil.example/api/projects/7/persons/?offset=1", "ADDRESS/api/projects/8/persons/?offset=100",
        "ADDRESS/elsewhere?offset=100", "http://user@127.0.0.1/api/projects/7/persons/?offset=100",
    ]) func aNextAddressElsewhereIsRefused(_ next: String) async throws {
        try await TestServer.run { _, _, address in
            .list([Self.person(1)], next: next.replacing("ADDRESS", with: address))
        } test: { server, client in
            let error = await #expect(throws: PostHogError.self) { try await client.persons().collect() }
            #expect(error?.kind == .malformed)
            #expect(error?.code == "foreign_next")
            #expect(server.requests.count == 1)
        }
    }

    @Test func aNextAddressTakesNoOtherParametersWithIt() async throws {
        try await TestServer.run { request, number, _ in
            number == 1
                ? .list(
                    [Self.person(1)],
                    next: "https://127.0.0.1/api/projects/7/persons/?offset=1&personal_api_key=phx_x&search=other")
                : .list([Self.person(2)])
        } test: { server, client in
            let page = try await client.persons().page()
            #expect(page.cursor == "offset=1")
            let second = try await client.persons().page(at: page.cursor).elements.map(\.id)
            #expect(second == ["2"])
            #expect(server.requests.allSatisfy { $0.parameters["personal_api_key"] == nil })
            #expect(server.requests.last?.parameters["search"] == nil)
        }
    }

    @Test func pagesThatLeadNowhereEndInAnError() async throws {
        try await TestServer.run { _, _, address in
            .list([Self.person(1)], next: "\(address)/api/projects/7/persons/?offset=100")
        } test: { server, client in
            let error = await #expect(throws: PostHogError.self) { try await client.persons().collect() }
            #expect(error?.kind == .malformed)
            #expect(server.requests.count == 2)
        }
    }

    @Test func groupsFollowTheCursorOfEveryType() async throws {
        try await TestServer.run { request, _, address in
            if request.path.contains("groups_types") {
                return .json([
                    ["group_type": "company", "group_type_index": 0], ["group_type": "team", "group_type_index": 2],
                ])
            }
            let index = request.parameters["group_type_index"] ?? "?"
            let group = { (key: String) -> JSON in
                ["group_key": .string(key), "group_type_index": .integer(Int64(index) ?? 9)]
            }
            if request.parameters["cursor"] == nil {
                let next = "\(address)/api/projects/7/groups/?cursor=abc%3D&group_type_index=\(index)"
                return .list([group("a\(index)")], next: next)
            }
            return .list([group("b\(index)")])
        } test: { server, client in
            let keys = try await client.groups().collect().map(\.key)
            #expect(keys == ["a0", "b0", "a2", "b2"])
            #expect(server.requests.compactMap { $0.parameters["cursor"] } == ["abc=", "abc="])
        }
    }

    @Test func everyWrongCursorIsRefusedBeforeAnythingIsSent() async throws {
        try await TestServer.run { _, _, _ in
            .json([])
        } test: { server, client in
            for cursor in ["", "x", "-1:0:a", "1:x:a", "{}", "99999999999999999999:0:a"] {
                for load in [
                    { _ = try await client.flags().page(at: cursor) },
                    { _ = try await client.persons().page(at: cursor) },
                    { _ = try await client.events().page(at: cursor) },
                    { _ = try await client.queryRows(key: ["a"]) { _, _ in HogQL("") }.page(at: cursor) },
                ] as [@Sendable () async throws -> Void] {
                    let error = await #expect(throws: PostHogError.self) { try await load() }
                    #expect(error?.attr == "cursor")
                }
            }
            #expect(server.requests.isEmpty)
        }
    }
}
