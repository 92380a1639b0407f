import Analytics
import FeatureFlags
import JSON
import Testing

@Suite struct RoundTripTests {
    @Test func aManifestFlagKeptByPostHogComesBackAsItWas() throws {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<4_000 {
            let flag = try Self.flag(&random)
            let settings = ManifestSettings(
                coercesNumericStrings: .random(using: &random), coercesBooleanStrings: .random(using: &random),
                defaultRolloutPercentage: [0, 12.5, 100].randomElement(using: &random) ?? 0)
            let draft = try flag.draft(settings: settings)
            #expect(FlagValidator(flags: [], cohorts: []).problems(with: draft) == [])
            // By way of the texts a store keeps.
            let stored = try FeatureFlag(
                json: try JSON(parsing: draft.applied(to: FeatureFlag(id: 1, key: "")).json.text))
            let back = ManifestFlag(stored, settings: settings)
            #expect(back.isEquivalent(to: flag), "\(flag) became \(back)")
            #expect(back == flag)
            #expect(stored.filters.groups.map(\.rolloutPercentage) == [settings.defaultRolloutPercentage])
            if let variants = stored.filters.multivariate?.variants {
                #expect(abs(variants.reduce(0) { $0 + $1.rolloutPercentage } - 100) < 0.001)
                #expect(Set(stored.filters.payloads.keys) == Set(variants.map(\.key)))
            }
            #expect(try ManifestCreation(of: flag, existing: stored, settings: settings) == .repeated(stored))
        }
    }

    @Test func anyChangeArrivesAndTheSameChangeTwiceChangesNothing() throws {
        var random = SeededGenerator(seed: 4_711)
        let settings = ManifestSettings()
        for _ in 0..<3_000 {
            let before = try Self.flag(&random)
            var after = try Self.flag(&random, type: before.type)
            after.key = before.key
            var stored = try before.draft(settings: settings).applied(to: FeatureFlag(id: 1, key: ""))
            let change = ManifestChange(
                name: after.name ?? "", description: after.description, defaultValue: after.defaultValue,
                variants: after.variants, state: after.state, metadata: after.metadata, expiry: .some(after.expiry))
            let patch = try change.patch(for: stored, settings: settings)
            stored = try patch.applied(to: FlagDraft(stored)).applied(to: stored)
            #expect(ManifestFlag(stored, settings: settings).isEquivalent(to: after))
            #expect(FlagValidator(flags: [], cohorts: []).problems(with: FlagDraft(stored), changing: stored) == [])
            #expect(try change.patch(for: stored, settings: settings) == FlagPatch())
        }
    }

    static func flag(_ random: inout SeededGenerator, type: ManifestType? = nil) throws -> ManifestFlag {
        let type = type ?? ManifestType.allCases.randomElement(using: &random) ?? .boolean
        let texts = [
            "", "plain", "42", "true", "null", "{\"a\":1}", "Ünïcode 🚀", "line\nbreak", "OpenFeature name: \"x\"",
            "a\n\nOpenFeature name: null", "openfeature-default:true", "\u{0}",
        ]
        func text(_ random: inout SeededGenerator) -> String { texts.randomElement(using: &random) ?? "" }
        var variants: OrderedDictionary<String, ManifestVariant> = [:]
        if Bool.random(using: &random) {
            var left = 100.0
            for key in ["default", "control", "true", "a.b/c-d_e", "openfeature-default"].shuffled(using: &random)
                .prefix(Int.random(in: 1...5, using: &random))
            {
                let weight = Bool.random(using: &random) ? left : Double(Int.random(in: 0...Int(left), using: &random))
                left -= weight
                variants[key] = ManifestVariant(value: value(type, &random), weight: weight)
            }
        }
        let name = text(&random)
        let metadata: [ManifestMetadata.Name: String] =
            Bool.random(using: &random) ? [.owner: "Team A", .type: "release", .created: "2026-11-20"] : [:]
        let isDefaultOfVariant = Bool.random(using: &random)
        return ManifestFlag(
            key: ["flag", "a.b", "größe?1", "_u002E_"].randomElement(using: &random) ?? "flag",
            name: name.isEmpty ? nil : name, description: text(&random), type: type,
            defaultValue: isDefaultOfVariant
                ? variants.values.randomElement(using: &random)?.value ?? value(type, &random)
                : value(type, &random),
            variants: variants, state: Bool.random(using: &random) ? .enabled : .disabled,
            metadata: ManifestMetadata(metadata),
            expiry: Bool.random(using: &random) ? Timestamp(seconds: 1_798_761_600) : nil)
    }

    static func value(_ type: ManifestType, _ random: inout SeededGenerator) -> JSON {
        let values: [JSON] =
            switch type {
            case .boolean: [true, false]
            case .string: ["", "42", "true", "null", "{}", "[1]", "Grüße \"🚀\"\n\u{0}", "default"]
            case .integer: [0, 10, -1, .integer(.max), .integer(.min), 9_007_199_254_740_993]
            case .float:
                [
                    10.0, -0.0, 0.0, 1e21, 1e-7, 0.1, .double(.leastNonzeroMagnitude),
                    .double(.greatestFiniteMagnitude), -2.5,
                ]
            case .object: [[:], [], ["a": ["b": [1, 1.0, nil, "x"]]], ["é": 1, "z": [:]], [1, [2, [3.0]]]]
            }
        return values.randomElement(using: &random) ?? .null
    }
}
