import Analytics
import HTTPTypes
import JSON
import Testing

@testable import Gateway

struct ManifestRouteTests {
    private static let flags = GatewayFixture.manifestFlags

    @Test func theReferenceDialectAnswersTheDocumentedBodies() async throws {
        let gateway = try await GatewayFixture()
        let created = try await gateway.makeManifestFlag([
            "key": "search", "name": "Search rollout", "type": "boolean", "defaultValue": false,
        ])
        #expect(created.status == 201)
        let flag: JSON = [
            "key": "search", "name": "Search rollout", "type": "boolean", "defaultValue": false, "variants": [:],
            "state": "ENABLED",
        ]
        #expect(created.json == flag)
        #expect(created.headers[.contentType]?.hasPrefix("application/json") == true)

        let manifest = try await gateway.get("/openfeature/v0/manifest")
        #expect(manifest.status == 200)
        #expect(manifest.json["flags"] == ["search": flag])
        #expect(manifest.json["timestamp"] == .string(GatewayFixture.now.description))

        let updated = try await gateway.put("\(Self.flags)/search", json: ["state": "DISABLED"])
        #expect(updated.status == 200)
        #expect(updated.json["state"] == "DISABLED")
        #expect(updated.json["name"] == "Search rollout")

        let removed = try await gateway.send(.delete, "\(Self.flags)/search", token: GatewayFixture.adminToken)
        #expect(removed.status == 200)
        #expect(removed.json == ["message": "Flag deleted successfully"])
        #expect(try await gateway.get("/openfeature/v0/manifest").json["flags"] == [:])
    }

    @Test func theSyncDialectAnswersTheContract() async throws {
        let gateway = try await GatewayFixture(["MANIFEST_DIALECT": "sync"])
        let created = try await gateway.makeManifestFlag(["key": "ratio", "type": "float", "defaultValue": 10])
        #expect(created.status == 201)
        let flag: JSON = [
            "key": "ratio", "name": "ratio", "type": "float", "description": nil, "defaultValue": 10.0,
        ]
        #expect(created.json == ["flag": flag, "updatedAt": .string(GatewayFixture.now.description)])
        #expect(try await gateway.get("/openfeature/v0/manifest").json == ["flags": [flag]])
        let removed = try await gateway.send(.delete, "\(Self.flags)/ratio", token: GatewayFixture.adminToken)
        #expect(removed.json["archivedAt"] == .string(GatewayFixture.now.description))
        let again = try await gateway.send(.delete, "\(Self.flags)/ratio", token: GatewayFixture.adminToken)
        #expect(again.status == 409)
        #expect(again.json["error"]?["status"] == 409)
    }

    @Test(
        "the dialect follows the query, the accepted media type and the caller",
        arguments: [
            ("", [:], false), ("?dialect=sync", [:], true),
            ("", [HTTPField.Name.userAgent: "openfeature-cli/sync"], true),
            ("?dialect=reference", [.userAgent: "openfeature-cli/sync"], false),
            ("", [.accept: "application/vnd.openfeature.sync.v0+json"], true),
        ] as [(String, [HTTPField.Name: String], Bool)])
    func dialects(query: String, fields: [HTTPField.Name: String], isSync: Bool) async throws {
        let gateway = try await GatewayFixture()
        var headers: HTTPFields = [:]
        for (name, value) in fields { headers[name] = value }
        let answer = try await gateway.send(
            .get, "/openfeature/v0/manifest\(query)", token: GatewayFixture.readToken, headers: headers)
        #expect(answer.status == 200)
        #expect((answer.json["flags"]?.arrayValue != nil) == isSync)
        #expect(answer.headers[.vary]?.contains("Accept, User-Agent") == true)
        let refused = try await gateway.send(.get, "/openfeature/v0/manifest\(query)", headers: headers)
        #expect(refused.status == 401)
        #expect((refused.json["error"] != nil) == isSync)
    }

    @Test(
        "every answer says what the caller may do, and refuses in the dialect's words",
        arguments: [
            (nil, 401, 401, 401, ""), (GatewayFixture.readToken, 200, 403, 403, "read"),
            (GatewayFixture.writeToken, 200, 201, 403, "read,write"),
            (GatewayFixture.adminToken, 200, 201, 200, "read,write,delete"),
            (GatewayFixture.supportToken, 200, 403, 403, "read"),
        ] as [(String?, Int, Int, Int, String)])
    func capabilities(token: String?, read: Int, write: Int, delete: Int, capabilities: String) async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "old", "type": "boolean", "defaultValue": false])
        let answers = [
            (try await gateway.get("/openfeature/v0/manifest", token: token), read),
            (
                try await gateway.post(
                    Self.flags, json: ["key": "new", "type": "boolean", "defaultValue": true], token: token), write
            ),
            (try await gateway.send(.delete, "\(Self.flags)/old", token: token), delete),
        ]
        for (answer, status) in answers {
            #expect(answer.status == status)
            #expect(answer.headers[.capabilities] == capabilities)
            if status >= 400 {
                #expect(answer.json["code"] == .integer(Int64(status)))
                #expect(answer.json["message"]?.stringValue?.isEmpty == false)
                #expect(answer.json["details"]?.stringValue?.isEmpty == false)
            }
            if status == 401 { #expect(answer.headers[.wwwAuthenticate] == "Bearer") }
        }
        let wrongMethod = try await gateway.send(.patch, "\(Self.flags)/old", token: token)
        #expect(wrongMethod.status == 405)
        #expect(wrongMethod.headers[.capabilities] == capabilities)
        #expect(wrongMethod.headers[.allow]?.contains("DELETE") == true)
    }

    @Test(
        "a request that breaks a rule has its status and names the field",
        arguments: [
            ("{\"key\":\"a\",\"type\":\"boolean\"}", 400, "defaultValue"),
            ("{\"key\":\"\",\"type\":\"boolean\",\"defaultValue\":true}", 400, "key"),
            ("{\"key\":\"a\",\"type\":\"colour\",\"defaultValue\":true}", 400, "type"),
            ("{\"key\":\"a\",\"type\":\"integer\",\"defaultValue\":1.5}", 400, "defaultValue"),
            ("{\"key\":\"a\",\"type\":\"string\",\"defaultValue\":\"x\",\"extra\":1}", 400, "extra"),
            ("[1]", 400, "object"), ("{\"key\":", 400, "JSON"),
        ])
    func badBodies(body: String, status: Int, named: String) async throws {
        let gateway = try await GatewayFixture()
        let answer = try await gateway.send(
            .post, "\(Self.flags)?dialect=sync", token: GatewayFixture.writeToken,
            headers: [.contentType: "application/json"], body: Array(body.utf8))
        #expect(answer.status == status)
        #expect(answer.json["error"]?["message"]?.stringValue?.contains(named) == true)
    }

    @Test func anUnknownDialectAnotherContentTypeAndAnUnknownFlagAreRefused() async throws {
        let gateway = try await GatewayFixture()
        let dialect = try await gateway.get("/openfeature/v0/manifest?dialect=klingon")
        #expect(dialect.status == 400)
        #expect(dialect.json["details"]?.stringValue?.contains("dialect") == true)
        let type = try await gateway.send(
            .post, Self.flags, token: GatewayFixture.writeToken, headers: [.contentType: "text/plain"],
            body: Array("{}".utf8))
        #expect(type.status == 415)
        for answer in [
            try await gateway.get("\(Self.flags)/none"), try await gateway.put("\(Self.flags)/none", json: [:]),
            try await gateway.send(.delete, "\(Self.flags)/none", token: GatewayFixture.adminToken),
        ] {
            #expect(answer.status == 404)
            #expect(answer.json["message"]?.stringValue?.contains("none") == true)
        }
    }

    @Test func aRepeatedCreateIsAnsweredAsTheFirstAndADifferentOneConflicts() async throws {
        let gateway = try await GatewayFixture()
        let flag: JSON = ["key": "theme", "type": "string", "defaultValue": "blue"]
        let first = try await gateway.makeManifestFlag(flag)
        let second = try await gateway.makeManifestFlag(flag)
        #expect(first.status == 201 && second.status == 201)
        #expect(first.body == second.body)
        #expect(first.headers[.eTag] == second.headers[.eTag])
        let other = try await gateway.makeManifestFlag(["key": "theme", "type": "string", "defaultValue": "red"])
        #expect(other.status == 409)
    }

    @Test func aStaleWriteGetsTheCurrentFlag() async throws {
        let gateway = try await GatewayFixture()
        let created = try await gateway.makeManifestFlag(["key": "a", "type": "boolean", "defaultValue": false])
        let tag = try #require(created.headers[.eTag])
        let first = try await gateway.put(
            "\(Self.flags)/a", json: ["description": "one"], headers: [.ifMatch: tag])
        #expect(first.status == 200)
        #expect(first.headers[.eTag] != tag)
        let stale = try await gateway.put(
            "\(Self.flags)/a", json: ["description": "two"], headers: [.ifMatch: tag])
        #expect(stale.status == 412)
        #expect(stale.json["flag"]?["description"] == "one")
        #expect(stale.headers[.eTag] == first.headers[.eTag])
        let free = try await gateway.put("\(Self.flags)/a", json: ["description": "three"])
        #expect(free.status == 200)
        let weak = try await gateway.send(
            .delete, "\(Self.flags)/a", token: GatewayFixture.adminToken,
            headers: [.ifMatch: "W/" + (free.headers[.eTag] ?? "")])
        #expect(weak.status == 200)
    }

    @Test func aReaderWhoHasTheManifestGets304() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "a", "type": "boolean", "defaultValue": false])
        for path in ["/openfeature/v0/manifest", "\(Self.flags)/a"] {
            let first = try await gateway.get(path)
            let tag = try #require(first.headers[.eTag])
            let second = try await gateway.send(
                .get, path, token: GatewayFixture.readToken, headers: [.ifNoneMatch: tag])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
            #expect(second.headers[.eTag] == tag)
            #expect(second.headers[.capabilities] == "read")
            _ = try await gateway.put("\(Self.flags)/a", json: ["description": .string(path)])
            let third = try await gateway.send(
                .get, path, token: GatewayFixture.readToken, headers: [.ifNoneMatch: tag])
            #expect(third.status == 200)
        }
    }

    @Test func theSameUpdateTwiceChangesNothingTheSecondTime() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "a", "type": "integer", "defaultValue": 1])
        let change: JSON = ["defaultValue": 2, "description": "two"]
        let first = try await gateway.put("\(Self.flags)/a", json: change)
        let second = try await gateway.put("\(Self.flags)/a", json: change)
        #expect(first.body == second.body)
        #expect(first.headers[.eTag] == second.headers[.eTag])
    }

    @Test func aDeletedFlagIsArchivedOrGoneAsTheSettingSays() async throws {
        for (setting, status) in [("true", 409), ("false", 201)] {
            let gateway = try await GatewayFixture(["ARCHIVE_INSTEAD_OF_DELETE": setting])
            try await gateway.makeManifestFlag(["key": "a", "type": "boolean", "defaultValue": false])
            let removed = try await gateway.send(.delete, "\(Self.flags)/a", token: GatewayFixture.adminToken)
            #expect(removed.status == 200)
            #expect(try await gateway.get("\(Self.flags)/a").status == 404)
            let again = try await gateway.makeManifestFlag(["key": "a", "type": "string", "defaultValue": "x"])
            #expect(again.status == status)
        }
    }

    @Test(
        "keys that need escaping are made, found, changed and removed",
        arguments: [
            ("checkout.new", "checkout.new"), ("a b", "a%20b"), ("größe", "gr%C3%B6%C3%9Fe"), ("a?b", "a%3Fb"),
            ("50%", "50%25"),
        ])
    func keys(key: String, escaped: String) async throws {
        let gateway = try await GatewayFixture()
        let created = try await gateway.makeManifestFlag([
            "key": .string(key), "type": "boolean", "defaultValue": false,
        ])
        #expect(created.status == 201)
        #expect(created.json["key"] == .string(key))
        let updated = try await gateway.put("\(Self.flags)/\(escaped)", json: ["description": "d"])
        #expect(updated.json["description"] == "d")
        let removed = try await gateway.send(.delete, "\(Self.flags)/\(escaped)", token: GatewayFixture.adminToken)
        #expect(removed.status == 200)
    }

    @Test func theHistoryNamesWhoeverChangedAFlag() async throws {
        let gateway = try await GatewayFixture()
        try await gateway.makeManifestFlag(["key": "a", "type": "boolean", "defaultValue": false])
        let history = try await gateway.get("/api/flags/a/history").json["history"]
        #expect(history?[0]?["action"] == "created")
        #expect(history?[0]?["actor"] == "write-token")
        #expect(history?[0]?["time"] == .string(GatewayFixture.now.description))
    }
}
