import FeatureFlags
import JSON
import Testing

@Suite struct ConvergenceTests {
    static let kinds: [(type: String, value: JSON)] = [
        ("boolean", true), ("boolean", false), ("string", ""), ("string", "control"), ("string", "42"),
        ("string", #"{"a":1}"#), ("string", "Grüße 🚀 \"quoted\"\n"), ("integer", 0), ("integer", -7),
        ("integer", 9_007_199_254_740_992), ("float", 10.0), ("float", 0.1), ("float", -0.0), ("float", 1e21),
        ("float", .double(.leastNonzeroMagnitude)), ("object", ["b": [1, 2.5, nil], "a": ["x": true]]), ("object", [:]),
    ]

    @Test(arguments: kinds.indices)
    func pullThenPushThenPushHasNothingToDo(_ index: Int) throws {
        var server = ManifestDouble()
        _ = try server.create(try body(index))
        var client = CLIPlay()
        try client.pull(from: server)
        #expect(try client.push(to: &server) == CLIPlay.Push())
        #expect(try client.push(to: &server) == CLIPlay.Push())
        #expect(server.writes == 1)
    }

    @Test(arguments: kinds.indices)
    func aFlagPushedFromAFileIsThereWithItsType(_ index: Int) throws {
        let kind = Self.kinds[index]
        var server = ManifestDouble()
        var client = CLIPlay()
        client.file["checkout.new basket?ü"] = CLIPlay.LocalFlag(
            type: kind.type, description: "What it is for", defaultValue: CLIPlay.asFloats(kind.value))
        #expect(try client.push(to: &server) == CLIPlay.Push(created: ["checkout.new basket?ü"]))
        #expect(try client.push(to: &server) == CLIPlay.Push())
        let flag = try #require(server.flags.first)
        #expect(flag.active)
        #expect(flag.filters.groups.map(\.rolloutPercentage) == [0])
        let shown = ManifestFlag(flag, settings: server.settings)
        #expect(shown.type.rawValue == kind.type)
        #expect(shown.defaultValue == shown.type.normalized(shown.defaultValue))
    }

    @Test(arguments: kinds.indices, kinds.indices)
    func aChangedDefaultAndAChangedDescriptionConvergeInOnePush(_ index: Int, _ other: Int) throws {
        guard Self.kinds[index].type == Self.kinds[other].type else { return }
        var server = ManifestDouble()
        _ = try server.create(try body(index, description: "Before"))
        var client = CLIPlay()
        try client.pull(from: server)
        client.file["flag"]?.defaultValue = CLIPlay.asFloats(Self.kinds[other].value)
        client.file["flag"]?.description = index.isMultiple(of: 2) ? "" : "After"
        #expect(try client.push(to: &server) == CLIPlay.Push(updated: ["flag"]))
        #expect(try client.push(to: &server) == CLIPlay.Push())
        var fresh = CLIPlay()
        try fresh.pull(from: server)
        #expect(fresh.file == client.file)
    }

    @Test func flagsMadeInPostHogConvergeUnderEverySetting() throws {
        for settings in [
            ManifestSettings(), ManifestSettings(coercesNumericStrings: true, coercesBooleanStrings: true),
        ] {
            var server = ManifestDouble(TranslationTests.cases.map(\.flag), settings: settings)
            var client = CLIPlay()
            try client.pull(from: server)
            #expect(try client.push(to: &server) == CLIPlay.Push())
            // A change of each of them arrives and stays.
            for key in client.file.keys {
                guard var flag = client.file[key] else { continue }
                flag.description = "Changed"
                switch flag.type {
                case "boolean": flag.defaultValue = flag.defaultValue == true ? false : true
                case "string": flag.defaultValue = "something else"
                case "integer", "float": flag.defaultValue = 12.0
                default: flag.defaultValue = ["changed": true]
                }
                client.file[key] = flag
            }
            #expect(try client.push(to: &server).updated.count == client.file.count)
            #expect(try client.push(to: &server) == CLIPlay.Push())
        }
    }

    @Test func aDisabledFlagStaysInTheManifestAndAnArchivedOneLeavesIt() throws {
        var off = FeatureFlag(id: 1, key: "off", active: false)
        var server = ManifestDouble([off])
        #expect(server.manifest["flags"]?[0]?["key"] == "off")
        off.archived = true
        server = ManifestDouble([off])
        #expect(server.manifest["flags"] == [])
    }

    private func body(_ index: Int, description: String = "") throws -> String {
        let kind = Self.kinds[index]
        var members: JSONObject = ["key": "flag", "type": .string(kind.type), "defaultValue": kind.value]
        if !description.isEmpty { members["description"] = .string(description) }
        return JSON.object(members).text
    }
}
