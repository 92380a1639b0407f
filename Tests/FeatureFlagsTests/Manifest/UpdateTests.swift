import FeatureFlags
import JSON
import Testing

/// The two meanings of PUT, creation made twice, and what is refused (DESIGN §4.4 and §4.5).
@Suite struct UpdateTests {
    static let created = #"{"key":"f","name":"Name","description":"What","type":"integer","defaultValue":1}"#

    private func server(_ dialect: ManifestDialect) throws -> ManifestDouble {
        var server = ManifestDouble()
        _ = try server.create(Self.created)
        server.dialect = dialect
        return server
    }

    @Test(
        arguments: [
            (#"{}"#, "Name", "What", 1, "ENABLED"),
            (#"{"state":"DISABLED"}"#, "Name", "What", 1, "DISABLED"),
            (#"{"name":"Other"}"#, "Other", "What", 1, "ENABLED"),
            (#"{"name":""}"#, "What", "What", 1, "ENABLED"),
            (#"{"description":"Why"}"#, "Name", "Why", 1, "ENABLED"),
            (#"{"defaultValue":2}"#, "Name", "What", 2, "ENABLED"),
            (#"{"defaultValue":2.5}"#, "Name", "What", 2.5, "ENABLED"),
            (#"{"type":"number","defaultValue":10.0}"#, "Name", "What", 10.0, "ENABLED"),
            (#"{"key":"f","type":"integer","unknown":true}"#, "Name", "What", 1, "ENABLED"),
        ] as [(String, String, String, JSON, String)])
    func theReferenceChangesOnlyWhatItIsGiven(
        body: String, name: String, description: String, value: JSON, state: String
    ) throws {
        var server = try server(.reference)
        let answer = try server.update("f", body)
        #expect(answer["name"] == .string(name))
        #expect(answer["description"] == .string(description))
        #expect(answer["defaultValue"] == value)
        #expect(answer["type"] == "number")
        #expect(answer["state"] == .string(state))
        let writes = server.writes
        #expect(try server.update("f", body) == answer)
        #expect(server.writes == writes)
    }

    @Test(
        arguments: [
            (#"{"key":"f","type":"integer"}"#, "Name", nil, 1),
            (#"{"key":"f","type":"integer","description":null,"defaultValue":3}"#, "Name", nil, 3),
            (#"{"key":"f","type":"integer","description":"What"}"#, "Name", "What", 1),
            (#"{"key":"f","type":"integer","description":"What","name":"New","defaultValue":3.0}"#, "New", "What", 3),
            (#"{"key":"f","type":"number","name":""}"#, "f", nil, 1),
        ] as [(String, String, JSON, JSON)])
    func syncClearsAMissingDescriptionAndKeepsTheRest(
        body: String, name: String, description: JSON, value: JSON
    ) throws {
        var server = try server(.sync)
        let answer = try server.update("f", body)["flag"]
        #expect(answer?["name"] == .string(name))
        #expect(answer?["description"] == description)
        #expect(answer?["defaultValue"] == value)
        #expect(answer?["type"] == "integer")
        let writes = server.writes
        #expect(try server.update("f", body)["flag"] == answer)
        #expect(server.writes == writes)
    }

    @Test(arguments: [
        ("sync", #"{"type":"integer"}"#, 400, ["key"]),
        ("sync", #"{"key":"g","type":"integer"}"#, 400, ["key"]),
        ("sync", #"{"key":"f"}"#, 400, ["type"]),
        ("sync", #"{"key":"f","type":"int"}"#, 400, ["type"]),
        ("sync", #"{"key":"f","type":"string"}"#, 409, ["type"]),
        ("sync", #"{"key":"f","type":"float"}"#, 409, ["type"]),
        ("sync", #"{"key":"f","type":"integer","state":"ENABLED","variants":{}}"#, 400, ["state", "variants"]),
        ("sync", #"{"key":"f","type":"integer","defaultValue":"x"}"#, 400, ["defaultValue"]),
        ("sync", #"{"key":"f","type":"integer","defaultValue":1.5}"#, 400, ["defaultValue"]),
        ("sync", #"{"key":"f","type":"integer","defaultValue":null}"#, 400, ["defaultValue"]),
        ("sync", #"{"key":"f","type":"integer","name":null,"description":1}"#, 400, ["name", "description"]),
        ("sync", #"[1]"#, 400, []),
        ("sync", #"{"key":"f""#, 400, []),
        ("reference", #"{"key":"g"}"#, 400, ["key"]),
        ("reference", #"{"type":"string"}"#, 409, ["type"]),
        ("reference", #"{"state":"enabled"}"#, 400, ["state"]),
        ("reference", #"{"defaultValue":"x"}"#, 400, ["defaultValue"]),
        (
            "reference", #"{"variants":{"a":{"value":"x"},"b":{"weight":5},"c d":{"value":1}}}"#, 400,
            ["variants.b.value", "variants.c d"]
        ),
        ("reference", #"{"variants":{"a":{"value":"x"}}}"#, 400, ["variants.a.value"]),
        ("reference", #"{"variants":{"a":{"value":1,"weight":60},"b":{"value":2,"weight":60.5}}}"#, 400, ["variants"]),
        (
            "reference", #"{"variants":{"a":{"value":1,"weight":-1},"b":{"value":2,"weight":"5"}}}"#, 400,
            ["variants.a.weight", "variants.b.weight"]
        ),
        ("reference", #"{"metadata":{"colour":"red","owner":5}}"#, 400, ["metadata.colour", "metadata.owner"]),
        ("reference", #"{"expiry":"tomorrow"}"#, 400, ["expiry"]),
    ])
    func whatIsRefusedNamesTheFields(dialect: String, body: String, status: Int, fields: [String]) throws {
        var server = try server(try #require(ManifestDialect(rawValue: dialect)))
        let error = #expect(throws: ManifestError.self) { try server.update("f", body) }
        let failure = ManifestFailure(try #require(error))
        #expect(failure.status == status)
        #expect(failure.problems.map(\.field) == fields)
        #expect(server.writes == 1)
    }

    @Test func theSumOfTheWeightsIsInTheText() throws {
        let error = #expect(throws: ManifestError.self) {
            try ManifestFlag(
                creating: Array(
                    #"{"key":"f","type":"integer","defaultValue":1,"variants":{"a":{"value":1,"weight":60},"b":{"value":2,"weight":60.5}}}"#
                        .utf8), in: .reference)
        }
        #expect(
            error
                == .invalid([ManifestProblem("variants", .tooBig, "The weights must sum to at most 100, got 120.5.")]))
    }

    @Test func theSameCreationAnswersAsTheFirstAndADifferentOneConflicts() throws {
        var server = ManifestDouble()
        let first = try server.create(Self.created)
        #expect(try server.create(Self.created) == first)
        #expect(server.writes == 1)
        for other in [
            #"{"key":"f","name":"Name","description":"What","type":"integer","defaultValue":2}"#,
            #"{"key":"f","name":"Name","description":"What","type":"float","defaultValue":1}"#,
            #"{"key":"f","name":"Name","type":"integer","defaultValue":1}"#,
            #"{"key":"f","description":"What","type":"integer","defaultValue":1}"#,
        ] {
            #expect(throws: ManifestError.keyTaken("f")) { try server.create(other) }
        }
        #expect(server.writes == 1)
    }

    @Test func anArchivedFlagKeepsItsKeyAndCannotBeChanged() throws {
        var archived = FeatureFlag(id: 1, key: "a_u002E_b", active: false, archived: true)
        var server = ManifestDouble([archived])
        #expect(throws: ManifestError.archived(key: "a.b", .create)) {
            try server.create(#"{"key":"a.b","type":"boolean","defaultValue":false}"#)
        }
        #expect(throws: ManifestError.archived(key: "a.b", .update)) {
            try server.update("a.b", #"{"key":"a.b","type":"boolean"}"#)
        }
        #expect(throws: ManifestError.archived(key: "a.b", .delete)) { try archived.checkRemovable() }
        archived.archived = false
        #expect(throws: Never.self) { try archived.checkRemovable() }
        archived.deleted = true
        server = ManifestDouble([archived])
        let flag = ManifestFlag(key: "a.b", type: .boolean, defaultValue: true)
        #expect(
            try ManifestCreation(of: flag, existing: archived, settings: server.settings)
                == .create(try flag.draft(settings: server.settings)))
    }

    @Test func metadataAndExpiryAreReplacedAndRemoved() throws {
        var server = ManifestDouble()
        server.dialect = .reference
        _ = try server.create(
            #"{"key":"f","type":"boolean","defaultValue":true,"metadata":{"owner":"a","domain":"b"},"expiry":"2026-12-31"}"#
        )
        var answer = try server.update("f", #"{"metadata":{"owner":"c"}}"#)
        #expect(answer["metadata"] == ["owner": "c"])
        #expect(answer["expiry"] == "2026-12-31T00:00:00Z")
        answer = try server.update("f", #"{"metadata":{},"expiry":null}"#)
        #expect(answer["metadata"] == nil)
        #expect(answer["expiry"] == nil)
        #expect(server["f"]?.tags == ["openfeature-default:true"])
    }
}
