import HTTPTypes
import JSON
import Testing

@testable import Gateway

/// Archiving takes a flag from everybody, so every way to it needs the capability `delete` (DESIGN §3).
struct FlagArchivingTests {
    private let flag: JSON = ["key": "a", "filters": ["groups": [["rollout_percentage": 100]]]]
    private let archived: JSON = [
        "key": "a", "active": false, "archived": true, "filters": ["groups": [["rollout_percentage": 100]]],
    ]

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON, token: String, ifMatch: String? = nil,
        to gateway: GatewayFixture
    ) async throws -> GatewayFixture.Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.ifMatch] = ifMatch
        headers[.contentLength] = String(body.serialized().count)
        return try await gateway.send(method, path, token: token, headers: headers, body: body.serialized())
    }

    @Test(
        "a caller who may write and not delete archives nothing",
        arguments: [
            (.post, "/api/flags/a/archive", [:]), (.patch, "/api/flags/a", ["active": false, "archived": true]),
            (.put, "/api/flags/a", ["key": "a", "active": false, "archived": true, "filters": ["groups": []]]),
            (.post, "/api/flags/a/revert", ["version": 2]),
            (.post, "/api/flag-transfer/import", ["flags": [["key": "a", "active": false, "archived": true]]]),
        ] as [(HTTPRequest.Method, String, JSON)])
    func everyWay(method: HTTPRequest.Method, path: String, body: JSON) async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag(flag)
        // Version 2 is archived, version 3 in use again.
        for step in ["archive", "restore"] {
            let answer = try await send(
                .post, "/api/flags/a/\(step)", [:], token: GatewayFixture.adminToken, ifMatch: "*", to: gateway)
            #expect(answer.status == 200)
        }
        let refused = try await send(method, path, body, token: GatewayFixture.writeToken, ifMatch: "*", to: gateway)
        #expect(refused.status == 403)
        #expect(try await gateway.get("/api/flags/a").json["flag"]?["archived"] == false)

        let allowed = try await send(method, path, body, token: GatewayFixture.adminToken, ifMatch: "*", to: gateway)
        #expect(allowed.status == 200, "\(allowed.json)")
        #expect(try await gateway.get("/api/flags/a").json["flag"]?["archived"] == true)
    }

    @Test func anImportThatLeavesAFlagArchivedNeedsNoMoreThanWriting() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeFlag(archived)
        let answer = try await send(
            .post, "/api/flag-transfer/import", ["flags": [archived]], token: GatewayFixture.writeToken, to: gateway)
        #expect(answer.status == 200)
        #expect(answer.json["unchanged"] == ["a"])
    }
}
