import FeatureFlags
import JSON
import Testing

/// What PostHog is given to keep (DESIGN §4.3 and §4.7).
@Suite struct StorageTests {
    @Test(
        arguments: [
            ("a boolean needs nothing", #"{"type":"boolean","defaultValue":false}"#, [], [:], []),
            (
                "its default of true is a tag", #"{"type":"boolean","defaultValue":true}"#, [], [:],
                ["openfeature-default:true"]
            ),
            (
                "a string is one variant", #"{"type":"string","defaultValue":"x"}"#, [["default", 100, true]],
                ["default": #""x""#], []
            ),
            (
                "an integer keeps its text", #"{"type":"integer","defaultValue":10}"#, [["default", 100, true]],
                ["default": "10"], []
            ),
            (
                "a float keeps its fraction", #"{"type":"float","defaultValue":10}"#, [["default", 100, true]],
                ["default": "10.0"], []
            ),
            (
                "a number is what it is", #"{"type":"number","defaultValue":10.0}"#, [["default", 100, true]],
                ["default": "10.0"], []
            ),
            (
                "an object is its text", #"{"type":"object","defaultValue":{"b":1,"a":2.0}}"#,
                [["default", 100, true]],
                ["default": #"{"b":1,"a":2.0}"#], []
            ),
            (
                "a default that is a variant's value is named",
                #"{"type":"string","defaultValue":"y","variants":{"a":{"value":"x","weight":30},"b":{"value":"y","weight":70}}}"#,
                [["a", 30, false], ["b", 70, false]], ["a": #""x""#, "b": #""y""#], ["openfeature-default:b"]
            ),
            (
                "a default that is none gets a variant with 0 %",
                #"{"type":"string","defaultValue":"z","variants":{"a":{"value":"x","weight":30},"b":{"value":"y","weight":70}}}"#,
                [["a", 30, false], ["b", 70, false], ["default", 0, true]],
                ["a": #""x""#, "b": #""y""#, "default": #""z""#], []
            ),
            (
                "what the weights leave gets the default",
                #"{"type":"integer","defaultValue":1,"variants":{"a":{"value":1,"weight":30},"b":{"value":2,"weight":20}}}"#,
                [["a", 30, false], ["b", 20, false], ["default", 50, true]], ["a": "1", "b": "2", "default": "1"], []
            ),
            (
                "absent weights share what is left",
                #"{"type":"integer","defaultValue":1,"variants":{"a":{"value":1,"weight":50},"b":{"value":2},"c":{"value":3}}}"#,
                [["a", 50, false], ["b", 25, false], ["c", 25, false]], ["a": "1", "b": "2", "c": "3"],
                ["openfeature-default:a"]
            ),
            (
                "thirds sum to a hundred",
                #"{"type":"integer","defaultValue":1,"variants":{"a":{"value":1},"b":{"value":2},"c":{"value":3}}}"#,
                [["a", 33.33, false], ["b", 33.33, false], ["c", 33.34, false]], ["a": "1", "b": "2", "c": "3"],
                ["openfeature-default:a"]
            ),
            (
                "the caller's own variant called default stays the caller's",
                #"{"type":"string","defaultValue":"z","variants":{"default":{"value":"x","weight":40}}}"#,
                [["default", 40, false], ["openfeature-default", 60, true]],
                ["default": #""x""#, "openfeature-default": #""z""#], []
            ),
            (
                "a boolean with variants keeps their values",
                #"{"type":"boolean","defaultValue":false,"variants":{"on":{"value":true,"weight":10},"off":{"value":false,"weight":90}}}"#,
                [["on", 10, false], ["off", 90, false]], ["on": "true", "off": "false"], ["openfeature-default:off"]
            ),
            (
                "one fraction makes a number flag's values floats",
                #"{"type":"number","defaultValue":1,"variants":{"a":{"value":1,"weight":50},"b":{"value":2.5,"weight":50}}}"#,
                [["a", 50, false], ["b", 50, false]], ["a": "1.0", "b": "2.5"], ["openfeature-default:a"]
            ),
            (
                "metadata and expiry are tags",
                #"{"type":"boolean","defaultValue":true,"metadata":{"owner":" Team A ","lifetime":"temporary"},"expiry":"2026-12-31"}"#,
                [], [:],
                ["openfeature-default:true", "owner:Team A", "lifetime:temporary", "expiry:2026-12-31T00:00:00Z"]
            ),
        ] as [(String, String, JSON, JSON, [String])])
    func aNewFlagIsKeptByOneRule(
        rule: String, body: String, variants: JSON, payloads: JSON, tags: [String]
    ) throws {
        let settings = ManifestSettings(defaultRolloutPercentage: 5)
        let flag = try ManifestFlag(
            creating: Array((#"{"key":"flag","name":"A flag","#).utf8) + Array(body.utf8.dropFirst()), in: .reference)
        let draft = try flag.draft(settings: settings)
        #expect(draft.key == "flag")
        #expect(draft.active)
        #expect(draft.filters.groups == [FlagCondition(rolloutPercentage: 5)])
        let kept = draft.filters.variants.map { variant -> JSON in
            let percentage = variant.rolloutPercentage
            return [
                .string(variant.key), Int64(exactly: percentage).map(JSON.integer) ?? .double(percentage),
                .bool(variant.name == "OpenFeature default"),
            ]
        }
        #expect(JSON.array(kept) == variants, "\(rule)")
        #expect(JSON.object(draft.filters.payloads.mapValues(JSON.string)) == payloads, "\(rule)")
        #expect(draft.tags == tags, "\(rule)")
        #expect(draft.name == #"OpenFeature name: "A flag""#)
    }

    @Test(arguments: [
        ("1.5.0", []), ("42", ["openfeature-default:payload"]), ("true", ["openfeature-default:payload"]),
        (#"{"a":1}"#, ["openfeature-default:payload"]),
    ])
    func theTextOfRemoteConfigurationStaysText(value: String, tags: [String]) throws {
        let settings = ManifestSettings(coercesNumericStrings: true, coercesBooleanStrings: true)
        let remote = FeatureFlag(
            id: 1, key: "f", filters: FlagFilters(groups: [FlagCondition()], payloads: ["true": #""plain""#]),
            isRemoteConfiguration: true)
        var server = ManifestDouble([remote], settings: settings)
        let body = JSON.object(["key": "f", "type": "string", "defaultValue": .string(value)]).text
        let answer = try server.update("f", body)["flag"]
        #expect(answer?["type"] == "string")
        #expect(answer?["defaultValue"] == .string(value))
        #expect(server["f"]?.tags == tags)
        #expect(server["f"]?.filters.payloads == ["true": JSON.string(value).text])
        #expect(try server.update("f", body)["flag"] == answer)
        #expect(server.writes == 1)
        _ = try server.update("f", #"{"key":"f","type":"string","defaultValue":"plain"}"#)
        #expect(server["f"]?.tags == [])
    }

    @Test func aChangedDefaultLeavesTheSharesOfTheUsersAlone() throws {
        var server = ManifestDouble()
        server.dialect = .reference
        _ = try server.create(
            #"{"key":"f","type":"string","defaultValue":"x","variants":{"a":{"value":"x","weight":30},"b":{"value":"y","weight":70}}}"#
        )
        let before = try #require(server["f"])
        _ = try server.update("f", #"{"defaultValue":"y"}"#)
        let after = try #require(server["f"])
        #expect(after.filters == before.filters)
        #expect(after.tags == ["openfeature-default:b"])
        _ = try server.update("f", #"{"defaultValue":"z"}"#)
        let other = try #require(server["f"])
        #expect(other.filters.variants.map(\.rolloutPercentage) == [30, 70, 0])
        #expect(other.tags == [])
    }

    @Test func whatPeopleSetInPostHogSurvivesAChangeThroughTheManifest() throws {
        var flag = TranslationTests.flag(["a": 50, "b": 50], ["a": "{ \"x\" : 1 }", "b": #"{"x":2}"#], tags: ["web"])
        flag.filters.groups = [
            FlagCondition(properties: [FlagProperty(key: "plan", value: "pro")], rolloutPercentage: 20, variant: "b")
        ]
        flag.filters.multivariate?.variants[0].name = "Control"
        flag.filters.multivariate?.variants[0].description = "Nobody sees it"
        var server = ManifestDouble([flag])
        _ = try server.update(
            flag.key, JSON.object(["key": .string(flag.key), "type": "object", "defaultValue": ["x": 3]]).text)
        let after = server.flags[0]
        #expect(after.filters.groups == flag.filters.groups)
        #expect(Array(after.filters.variants.prefix(2)) == flag.filters.variants)
        #expect(after.filters.payloads["a"] == "{ \"x\" : 1 }")
        #expect(after.tags == ["web"])
        #expect(ManifestFlag(after, settings: server.settings).defaultValue == ["x": 3])
    }

    @Test func aCarrierThatAConditionSetForcesIsKept() throws {
        var server = ManifestDouble()
        server.dialect = .reference
        _ = try server.create(
            #"{"key":"f","type":"string","defaultValue":"z","variants":{"a":{"value":"x","weight":100}}}"#)
        var flag = try #require(server["f"])
        flag.filters.groups[0].variant = "default"
        server = ManifestDouble([flag])
        server.dialect = .reference
        _ = try server.update("f", #"{"defaultValue":"x"}"#)
        #expect(server["f"]?.filters.variants.map(\.key) == ["a", "default"])
        #expect(server["f"].map { ManifestFlag($0, settings: server.settings).defaultValue } == "x")
    }
}
