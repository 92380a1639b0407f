import Analytics
import FeatureFlags
import JSON
import Testing

@Suite struct EncodingTests {
    static let time = Timestamp(seconds: 1_700_000_000)
    static let flag = ManifestFlag(
        key: "f", name: "Name", description: "What", type: .float, defaultValue: 10.0,
        variants: ["a": ManifestVariant(value: 2.5, weight: 50), "b": ManifestVariant(value: 3.0, weight: 33.3)],
        state: .disabled, metadata: ManifestMetadata([.owner: "me"]), expiry: time)

    @Test func theReferenceWritesItsForm() {
        let text =
            #"{"key":"f","name":"Name","description":"What","type":"number","defaultValue":10.0,"variants":{"#
            + #""a":{"value":2.5,"weight":50},"b":{"value":3.0,"weight":33.3}},"state":"DISABLED","#
            + #""metadata":{"owner":"me"},"expiry":"2023-11-14T22:13:20Z"}"#
        #expect(Self.flag.json(in: .reference).text == text)
        #expect(ManifestAnswer.flag(Self.flag, updatedAt: Self.time).json(in: .reference).text == text)
        #expect(
            ManifestAnswer.manifest([Self.flag], at: Self.time).json(in: .reference).text
                == #"{"flags":{"f":\#(text)},"timestamp":"2023-11-14T22:13:20Z"}"#)
        #expect(
            ManifestAnswer.removed(key: "f", archivedAt: Self.time).json(in: .reference)
                == ["message": "Flag deleted successfully"])
    }

    @Test func syncWritesItsForm() {
        let text = #"{"key":"f","name":"Name","type":"float","description":"What","defaultValue":10.0}"#
        #expect(Self.flag.json(in: .sync).text == text)
        #expect(
            ManifestAnswer.flag(Self.flag, updatedAt: Self.time).json(in: .sync).text
                == #"{"flag":\#(text),"updatedAt":"2023-11-14T22:13:20Z"}"#)
        #expect(ManifestAnswer.manifest([Self.flag], at: Self.time).json(in: .sync).text == #"{"flags":[\#(text)]}"#)
        let removed = ManifestAnswer.removed(key: "f", archivedAt: Self.time).json(in: .sync)
        #expect(removed["archivedAt"] == "2023-11-14T22:13:20Z")
        #expect(ManifestAnswer.removed(key: "f", archivedAt: nil).json(in: .sync)["archivedAt"] == .null)
    }

    @Test func aFlagWithoutANameIsCalledByItsDescriptionOrKey() {
        var flag = ManifestFlag(key: "f", type: .boolean, defaultValue: false)
        #expect(
            flag.json(in: .reference).text
                == #"{"key":"f","name":"f","type":"boolean","defaultValue":false,"variants":{},"state":"ENABLED"}"#)
        #expect(
            flag.json(in: .sync).text
                == #"{"key":"f","name":"f","type":"boolean","description":null,"defaultValue":false}"#)
        flag.description = "What"
        #expect(flag.json(in: .reference)["name"] == "What")
        #expect(flag.json(in: .sync)["name"] == "f")
    }

    @Test func failuresPrintAReasonInBothForms() {
        let failure = ManifestFailure(
            .invalid([
                ManifestProblem("key", .tooSmall, "The key must not be empty."),
                ManifestProblem("type", .invalidType, "It must be a string, but it is missing."),
            ]))
        #expect(
            failure.json(in: .reference) == [
                "code": 400, "message": "Validation failed.",
                "details": "key: The key must not be empty. type: It must be a string, but it is missing.",
            ])
        #expect(
            failure.json(in: .sync) == [
                "error": [
                    "message":
                        "Validation failed. key: The key must not be empty. type: It must be a string, but it is missing.",
                    "status": 400,
                    "details": [
                        ["field": "key", "code": "too_small", "message": "The key must not be empty."],
                        [
                            "field": "type", "code": "invalid_type",
                            "message": "It must be a string, but it is missing.",
                        ],
                    ],
                ]
            ])
        let plain = ManifestFailure(status: 403, message: "The token lacks write.")
        #expect(plain.json(in: .sync) == ["error": ["message": "The token lacks write.", "status": 403]])
        #expect(plain.json(in: .reference)["details"] == "The token lacks write.")
    }

    @Test func failuresOfTheStoreKeepTheirMeaning() {
        let settings = ManifestSettings()
        let flag = FeatureFlag(id: 1, key: "f", version: 7)
        let stale = ManifestFailure(.stale(current: flag), settings: settings)
        #expect(stale.status == 412)
        #expect(stale.json(in: .reference)["flag"]?["key"] == "f")
        #expect(stale.json(in: .sync)["flag"]?["key"] == "f")
        #expect(ManifestFailure(.keyTaken("a_u002E_b"), settings: settings).message.contains("a.b"))
        #expect(ManifestFailure(.unavailable("Busy.", retryAfterSeconds: 2), settings: settings).status == 503)
        let upstream = ManifestFailure(.upstream(status: 402, detail: "Pay."), settings: settings)
        #expect(upstream.status == 500)
        #expect(upstream.json(in: .reference)["details"] == "Pay.")
        #expect(
            !ManifestFailure(.failed("/var/lib/secret"), settings: settings).json(in: .sync).text.contains("secret"))
        let problem = FlagProblem(field: "filters.groups", rule: "1...", detail: "must not be empty")
        #expect(ManifestFailure(.invalid([problem]), settings: settings).problems.map(\.field) == ["filters.groups"])
    }

    @Test(arguments: [
        (#"{"key":"","type":"boolean","defaultValue":true}"#, ["key"]),
        (#"{}"#, ["key", "type", "defaultValue"]),
        (#"{"key":1,"type":"boolean","defaultValue":true}"#, ["key"]),
        (#"{"key":"f","type":"boolean","defaultValue":"true"}"#, ["defaultValue"]),
        (#"{"key":"f","type":"object","defaultValue":5}"#, ["defaultValue"]),
        (#"{"key":"f","type":"integer","defaultValue":9223372036854775808}"#, ["defaultValue"]),
        (#"{"key":"f","type":"boolean","defaultValue":null}"#, ["defaultValue"]),
        (#"{"key":"f","type":"boolean","defaultValue":true,"variants":{},"extra":1}"#, ["variants", "extra"]),
    ])
    func syncRefusesBodiesThatBreakItsContract(body: String, fields: [String]) throws {
        let error = #expect(throws: ManifestError.self) {
            try ManifestFlag(creating: Array(body.utf8), in: .sync)
        }
        #expect(ManifestFailure(try #require(error)).problems.map(\.field) == fields)
    }
}
