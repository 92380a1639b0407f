import FeatureFlags
import JSON
import Testing

/// Flags nobody made through the manifest, with whatever people and other programs put into them.
@Suite struct MadeInPostHogTests {
    @Test func aChangeArrivesWhateverTheFlagWasAndTheSameChangeTwiceChangesNothing() throws {
        var random = SeededGenerator(seed: 77)
        for _ in 0..<6_000 {
            let settings = ManifestSettings(
                coercesNumericStrings: .random(using: &random), coercesBooleanStrings: .random(using: &random))
            let flag = try Self.flag(&random)
            let old = ManifestFlag(flag, settings: settings)
            let change = Self.change(of: old, &random)
            let patch = try change.patch(for: flag, settings: settings)
            let stored = try patch.applied(to: FlagDraft(flag)).applied(to: flag)
            let new = ManifestFlag(stored, settings: settings)
            let from = Comment(rawValue: "\(flag.filters.json) \(flag.tags) \(settings) \(change)")
            #expect(new.type == old.type, from)
            #expect(new.description == change.description ?? old.description, from)
            #expect(new.state == change.state ?? old.state, from)
            let value = change.defaultValue ?? old.defaultValue
            #expect(new.type.normalized(value).map { $0.canonicalBytes } == new.defaultValue.canonicalBytes, from)
            if change.variants == nil {
                #expect(new.variants.mapValues(\.weight) == old.variants.mapValues(\.weight), from)
                for (key, variant) in old.variants where old.type.normalized(variant.value) != nil {
                    #expect(
                        new.variants[key].map { $0.value.canonicalBytes }
                            == old.type.normalized(variant.value).map { $0.canonicalBytes }, from)
                }
            }
            #expect(try change.patch(for: stored, settings: settings) == FlagPatch(), from)
        }
    }

    @Test func readingIsRepeatableAndTheFileOfAPullSaysTheSame() throws {
        var random = SeededGenerator(seed: 78)
        for _ in 0..<6_000 {
            let settings = ManifestSettings(
                coercesNumericStrings: .random(using: &random), coercesBooleanStrings: .random(using: &random))
            let flag = try Self.flag(&random)
            let shown = ManifestFlag(flag, settings: settings)
            #expect(shown.type.normalized(shown.defaultValue) == shown.defaultValue)
            let file = try ManifestFile(parsing: ManifestFile(flags: [shown]).json.serialized()).flags
            #expect(file.map { $0.changes(from: shown) } == [[]], "\(flag.filters.json) \(flag.tags)")
        }
    }

    private static let payloads = [
        "1", "10.0", "true", "null", "\"\"", "\"42\"", "\"yes\"", "\" 3.5 \"", "{\"a\":1}", "\"{\\\"a\\\":1}\"",
        "[1,2]",
        "\"[1]\"", "1e3", "9223372036854775808", "not json", "\"OFF\"", "-0", "\"-0.0\"",
    ]

    private static func flag(_ random: inout SeededGenerator) throws -> FeatureFlag {
        let keys = ["default", "control", "true", "42", "3.5", "on", "test", "A"].shuffled(using: &random)
            .prefix(Int.random(in: 0...3, using: &random))
        var payloads: JSONObject = [:]
        for key in keys.isEmpty ? ["true"] : Array(keys) where Bool.random(using: &random) {
            payloads[key] = .string(Self.payloads.randomElement(using: &random) ?? "")
        }
        let variants = keys.enumerated().map { index, key -> JSON in
            var variant: JSONObject = [
                "key": .string(key), "rollout_percentage": .integer(index == 0 ? Int64(120 - keys.count * 20) : 20),
            ]
            if Int.random(in: 0..<6, using: &random) == 0 { variant["name"] = "OpenFeature default" }
            return .object(variant)
        }
        let tags = [
            "web", "openfeature-default:true", "openfeature-default:a", "openfeature-default:control", "expiry:x",
        ]
        return try FeatureFlag(json: [
            "id": 1, "key": "f",
            "name": .string(["", "What", "x\n\nOpenFeature name: \"N\""].randomElement(using: &random) ?? ""),
            "active": .bool(.random(using: &random)), "is_remote_configuration": .bool(.random(using: &random)),
            "tags": .array(tags.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map(JSON.string)),
            "filters": [
                "groups": [["properties": []]], "payloads": .object(payloads),
                "multivariate": keys.isEmpty ? .null : ["variants": .array(variants)],
            ],
        ])
    }

    private static func change(of flag: ManifestFlag, _ random: inout SeededGenerator) -> ManifestChange {
        var change = ManifestChange()
        if Bool.random(using: &random) {
            change.description = ["", "New", "a\n\nOpenFeature name: 1"].randomElement(using: &random)
        }
        if Bool.random(using: &random) { change.state = Bool.random(using: &random) ? .enabled : .disabled }
        if Bool.random(using: &random) {
            change.type = ManifestTypeName(flag.type)
            change.defaultValue = RoundTripTests.value(flag.type, &random)
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            change.type = ManifestTypeName(flag.type)
            change.variants = [
                "control": ManifestVariant(value: RoundTripTests.value(flag.type, &random), weight: 40),
                "new": ManifestVariant(value: RoundTripTests.value(flag.type, &random), weight: 60),
            ]
        }
        return change
    }
}
