import FeatureFlags
import JSON
import Testing

@Suite struct ManifestFileTests {
    @Test func aFileComesBackAsItWas() throws {
        let flags = [
            ManifestFlag(key: "b.c", description: "What", type: .float, defaultValue: 10.0),
            ManifestFlag(key: "a", type: .object, defaultValue: ["x": [1, nil]]),
            ManifestFlag(key: "ü", type: .boolean, defaultValue: true),
        ]
        let file = ManifestFile(flags: flags)
        let text = file.json.text
        #expect(
            text
                == #"{"$schema":"\#(ManifestFile.schema)","flags":{"a":{"flagType":"object","defaultValue":{"x":[1,null]}},"#
                + #""b.c":{"flagType":"float","defaultValue":10.0,"description":"What"},"#
                + #""ü":{"flagType":"boolean","defaultValue":true}}}"#)
        #expect(try ManifestFile(parsing: Array(text.utf8)).flags.map(\.key) == ["a", "b.c", "ü"])
        #expect(try ManifestFile(parsing: Array(text.utf8)).json == file.json)
    }

    @Test(arguments: [
        (#"{}"#, ["flags"]), (#"{"flags":[]}"#, ["flags"]),
        (
            #"{"flags":{"":{"flagType":"boolean","defaultValue":true},"a":1,"b":{"flagType":"number","defaultValue":1},"#
                + #""c":{"flagType":"integer","defaultValue":1.5},"d":{"flagType":"string"},"#
                + #""e":{"flagType":"string","defaultValue":"","description":7}}}"#,
            [
                "flags.", "flags.a", "flags.b.flagType", "flags.c.defaultValue", "flags.d.defaultValue",
                "flags.e.description",
            ]
        ),
    ])
    func everyEntryAtFaultIsNamed(text: String, fields: [String]) throws {
        let error = #expect(throws: ManifestError.self) { try ManifestFile(parsing: Array(text.utf8)) }
        #expect(ManifestFailure(try #require(error)).problems.map(\.field) == fields)
    }

    @Test func whatTheCLIComparesIsTypeDefaultAndDescription() {
        let flag = ManifestFlag(key: "f", name: "A", description: "What", type: .float, defaultValue: 10.0)
        var other = flag
        other.name = "B"
        other.state = .disabled
        #expect(flag.changes(from: other).isEmpty)
        other.defaultValue = 10.5
        #expect(flag.changes(from: other).map(\.path) == ["defaultValue"])
        other = flag
        other.description = ""
        #expect(flag.changes(from: other).map(\.path) == ["description"])
        other = ManifestFlag(key: "f", description: "What", type: .integer, defaultValue: 10)
        #expect(flag.changes(from: other).map(\.path) == ["flagType", "defaultValue"])
    }
}
