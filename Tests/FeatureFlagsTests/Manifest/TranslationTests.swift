import Analytics
import FeatureFlags
import JSON
import Testing

/// Each rule of DESIGN §4.2 to §4.7 and of the proxy specification's "Type Coercion" is one row.
@Suite struct TranslationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var flag: FeatureFlag
        var settings = ManifestSettings()
        var type: ManifestType
        var defaultValue: JSON
        /// Value and weight of each listed variant.
        var variants: JSON = [:]

        var testDescription: String { rule }
    }

    static let numeric = ManifestSettings(coercesNumericStrings: true)
    static let boolean = ManifestSettings(coercesBooleanStrings: true)
    static let both = ManifestSettings(coercesNumericStrings: true, coercesBooleanStrings: true)

    static let cases: [Case] = [
        Case(rule: "a plain flag is a boolean, off by default", flag: flag(), type: .boolean, defaultValue: false),
        Case(
            rule: "the tag makes a boolean true by default", flag: flag(tags: ["web", "openfeature-default:true"]),
            type: .boolean, defaultValue: true),
        Case(
            rule: "a tag for false says so in spite of a payload",
            flag: flag(payloads: ["true": #"{"a":1}"#], tags: ["openfeature-default:false"]), type: .boolean,
            defaultValue: false),
        Case(
            rule: "an object payload makes an object", flag: flag(payloads: ["true": #"{"key": "value"}"#]),
            type: .object, defaultValue: ["key": "value"]),
        Case(
            rule: "an object stored as a JSON string is one too",
            flag: flag(payloads: ["true": #""{\"key\": \"value\"}""#]), type: .object, defaultValue: ["key": "value"]),
        Case(
            rule: "an array is structured like an object", flag: flag(payloads: ["true": "[1]"]), type: .object,
            defaultValue: [1]),
        Case(
            rule: "a number beside a plain flag is only a payload", flag: flag(payloads: ["true": "42"]),
            type: .boolean, defaultValue: false),
        Case(
            rule: "numeric coercion makes it the value", flag: flag(payloads: ["true": "42"]), settings: numeric,
            type: .integer, defaultValue: 42),
        Case(
            rule: "a fraction makes a float", flag: flag(payloads: ["true": "3.14"]), settings: numeric,
            type: .float, defaultValue: 3.14),
        Case(
            rule: "10.0 stays a float", flag: flag(payloads: ["true": "10.0"]), settings: numeric,
            type: .float, defaultValue: 10.0),
        Case(
            rule: "a JSON string of digits is coerced as well", flag: flag(payloads: ["true": #""42""#]),
            settings: numeric, type: .integer, defaultValue: 42),
        Case(
            rule: "boolean coercion reads yes", flag: flag(payloads: ["true": #""Yes""#]), settings: boolean,
            type: .boolean, defaultValue: true),
        Case(
            rule: "boolean coercion does not read 1", flag: flag(payloads: ["true": "1"]), settings: boolean,
            type: .boolean, defaultValue: false),
        Case(
            rule: "text beside a plain flag is only a payload", flag: flag(payloads: ["true": #""hello""#]),
            settings: both, type: .boolean, defaultValue: false),
        Case(
            rule: "a remote configuration is its payload",
            flag: {
                var flag = Self.flag(payloads: ["true": #""hello""#])
                flag.isRemoteConfiguration = true
                return flag
            }(), type: .string, defaultValue: "hello"),
        Case(
            rule: "an encrypted payload is not told",
            flag: {
                var flag = Self.flag(payloads: ["true": #"{"secret":1}"#])
                flag.hasEncryptedPayloads = true
                return flag
            }(), type: .boolean, defaultValue: false),
        Case(
            rule: "variants without payloads are worth their keys, the first is the default",
            flag: flag(["control": 60, "test": 40]), type: .string, defaultValue: "control",
            variants: ["control": ["control", 60], "test": ["test", 40]]),
        Case(
            rule: "a variant called default is the default", flag: flag(["test": 40, "default": 60]), type: .string,
            defaultValue: "default", variants: ["test": ["test", 40], "default": ["default", 60]]),
        Case(
            rule: "text payloads are strings", flag: flag(["a": 50, "b": 50], ["a": #""x""#, "b": "42"]),
            type: .string, defaultValue: "x", variants: ["a": ["x", 50], "b": ["42", 50]]),
        Case(
            rule: "without coercion numbers are text", flag: flag(["a": 50, "b": 50], ["a": "1", "b": "2.5"]),
            type: .string, defaultValue: "1", variants: ["a": ["1", 50], "b": ["2.5", 50]]),
        Case(
            rule: "with coercion whole numbers are integers", flag: flag(["a": 50, "b": 50], ["a": "1", "b": "2"]),
            settings: numeric, type: .integer, defaultValue: 1, variants: ["a": [1, 50], "b": [2, 50]]),
        Case(
            rule: "one fraction makes all of them floats", flag: flag(["a": 50, "b": 50], ["a": "1", "b": "2.5"]),
            settings: numeric, type: .float, defaultValue: 1.0, variants: ["a": [1.0, 50], "b": [2.5, 50]]),
        Case(
            rule: "numeric variant keys are numbers under coercion", flag: flag(["10": 50, "20": 50]),
            settings: numeric, type: .integer, defaultValue: 10, variants: ["10": [10, 50], "20": [20, 50]]),
        Case(
            rule: "on and off are truth values under coercion", flag: flag(["on": 30, "off": 70]), settings: boolean,
            type: .boolean, defaultValue: true, variants: ["on": [true, 30], "off": [false, 70]]),
        Case(
            rule: "truth comes before numbers and text wins where they mix", flag: flag(["on": 50, "12": 50]),
            settings: both, type: .string, defaultValue: "on", variants: ["on": ["on", 50], "12": ["12", 50]]),
        Case(
            rule: "one object makes an object flag; variants without one have no value of the type",
            flag: flag(["control": 50, "test": 50], ["test": #"{"color":"blue"}"#]), type: .object,
            defaultValue: ["color": "blue"],
            variants: ["control": ["control", 50], "test": [["color": "blue"], 50]]),
        Case(
            rule: "fractions of percents are kept", flag: flag(["a": 33.3, "b": 66.7]), type: .string,
            defaultValue: "a", variants: ["a": ["a", 33.3], "b": ["b", 66.7]]),
        Case(
            rule: "a carrier of the default is not listed and keeps the types of all payloads",
            flag: declared(["a": 60], ["a": #""42""#, "default": #""true""#], rest: 40), settings: both, type: .string,
            defaultValue: "true", variants: ["a": ["42", 60]]),
        Case(
            rule: "a default alone needs no listed variant", flag: declared([:], ["default": "10.0"], rest: 100),
            type: .float, defaultValue: 10.0),
        Case(
            rule: "a tag names the variant whose value is the default",
            flag: flag(["a": 50, "b": 50], ["a": "1", "b": "2"], tags: ["openfeature-default:b"]), type: .integer,
            defaultValue: 2, variants: ["a": [1, 50], "b": [2, 50]]),
        Case(
            rule: "a tag in lower case still names it",
            flag: flag(["A": 50, "B": 50], ["A": "1", "B": "2"], tags: ["openfeature-default:b"]), type: .integer,
            defaultValue: 2, variants: ["A": [1, 50], "B": [2, 50]]),
        Case(
            rule: "a tag that names no variant counts for nothing",
            flag: flag(["a": 50, "b": 50], ["a": "1", "b": "2"], tags: ["openfeature-default:gone"]), type: .string,
            defaultValue: "1", variants: ["a": ["1", 50], "b": ["2", 50]]),
        Case(
            rule: "whole numbers of a float flag gain their fraction",
            flag: flag(["a": 50, "b": 50], ["a": "1.5", "b": "2"], tags: ["openfeature-default:a"]), type: .float,
            defaultValue: 1.5, variants: ["a": [1.5, 50], "b": [2.0, 50]]),
        Case(
            rule: "a null payload is none", flag: flag(["a": 100], ["a": "null"]), type: .string, defaultValue: "a",
            variants: ["a": ["a", 100]]),
        Case(
            rule: "a payload that is no JSON is text", flag: flag(["a": 100], ["a": "oops"]), type: .string,
            defaultValue: "oops", variants: ["a": ["oops", 100]]),
    ]

    @Test(arguments: cases)
    func aPostHogFlagIsReadByOneRule(_ row: Case) {
        let read = ManifestFlag(row.flag, settings: row.settings)
        #expect(read.type == row.type)
        #expect(read.defaultValue == row.defaultValue)
        let variants = read.variants.mapValues { variant in
            let weight = variant.weight ?? -1
            return [variant.value, Int64(exactly: weight).map(JSON.integer) ?? .double(weight)] as JSON
        }
        #expect(JSON.object(variants) == row.variants)
    }

    @Test func namesStatesTagsAndTimesAreRead() {
        var flag = Self.flag(tags: ["web", "owner:Team A", "expiry:2026-12-31t00:00:00z", "owner:other", "lifetime:"])
        flag.name = "What it does\n\nOpenFeature name: \"Search rollout\""
        flag.active = false
        let read = ManifestFlag(flag, settings: ManifestSettings())
        #expect(read.name == "Search rollout")
        #expect(read.description == "What it does")
        #expect(read.state == .disabled)
        #expect(read.metadata == ManifestMetadata([.owner: "Team A"]))
        #expect(read.expiry?.description == "2026-12-31T00:00:00Z")
    }

    /// A flag made in PostHog.
    static func flag(
        _ variants: OrderedDictionary<String, Double> = [:],
        _ payloads: OrderedDictionary<String, String> = [:], tags: [String] = []
    ) -> FeatureFlag {
        let id = FlagNumber.next()
        return FeatureFlag(
            id: id, key: "flag-\(id)", name: "Made in PostHog",
            filters: FlagFilters(
                groups: [FlagCondition()],
                multivariate: variants.isEmpty
                    ? nil
                    : FlagMultivariate(
                        variants: variants.map { FlagVariant(key: $0, rolloutPercentage: $1) }),
                payloads: payloads),
            tags: tags)
    }

    static func flag(payloads: OrderedDictionary<String, String>, tags: [String] = []) -> FeatureFlag {
        flag([:], payloads, tags: tags)
    }

    /// A flag with a variant that carries the default.
    static func declared(
        _ variants: OrderedDictionary<String, Double>, _ payloads: OrderedDictionary<String, String>, rest: Double
    ) -> FeatureFlag {
        var flag = Self.flag(variants, payloads)
        var all = flag.filters.variants
        all.append(FlagVariant(key: "default", name: "OpenFeature default", rolloutPercentage: rest))
        flag.filters.multivariate = FlagMultivariate(variants: all)
        return flag
    }
}
