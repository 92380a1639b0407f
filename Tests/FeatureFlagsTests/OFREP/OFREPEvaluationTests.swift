import Analytics
import FeatureFlags
import JSON
import Testing

@Suite struct OFREPEvaluationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var filters: FlagFilters
        var active = true
        var tags: [String] = []
        var settings = ManifestSettings()
        var context: JSONObject = ["targetingKey": "u1", "plan": "pro"]
        /// The answer without key and version.
        var answer: String

        var testDescription: String { rule }
    }

    static let everybody = FlagCondition()
    static let nobody = FlagCondition(rolloutPercentage: 0)
    static let most = FlagCondition(rolloutPercentage: 99.999_999)
    static let pro = FlagCondition(properties: [FlagProperty(key: "plan", value: "pro")])

    static func filters(
        _ groups: [FlagCondition], _ variants: OrderedDictionary<String, Double> = [:],
        _ payloads: OrderedDictionary<String, String> = [:], carrier: Double? = nil
    ) -> FlagFilters {
        var list = variants.map { FlagVariant(key: $0, rolloutPercentage: $1) }
        if let carrier {
            list.append(FlagVariant(key: "default", name: "OpenFeature default", rolloutPercentage: carrier))
        }
        return FlagFilters(
            groups: groups, multivariate: list.isEmpty ? nil : FlagMultivariate(variants: list), payloads: payloads)
    }

    static let cases: [Case] = [
        Case(
            rule: "on for everybody", filters: filters([everybody]),
            answer: #""value":true,"reason":"STATIC","variant":"true"|condition_match"#),
        Case(
            rule: "on for a share", filters: filters([most]),
            answer: #""value":true,"reason":"SPLIT","variant":"true"|condition_match"#),
        Case(
            rule: "on by a property", filters: filters([pro]),
            answer: #""value":true,"reason":"TARGETING_MATCH","variant":"true"|condition_match"#),
        Case(
            rule: "on after another condition set failed",
            filters: filters([FlagCondition(properties: [FlagProperty(key: "plan", value: "free")]), everybody]),
            answer: #""value":true,"reason":"TARGETING_MATCH","variant":"true"|condition_match"#),
        Case(
            rule: "out of the rollout", filters: filters([nobody]),
            answer: #""value":false,"reason":"DEFAULT","variant":"false"|out_of_rollout_bound"#),
        Case(
            rule: "no condition met", filters: filters([pro]), context: ["targetingKey": "u1", "plan": "free"],
            answer: #""value":false,"reason":"DEFAULT","variant":"false"|no_condition_match"#),
        Case(
            rule: "switched off has no value", filters: filters([everybody]), active: false,
            answer: #""reason":"DISABLED","variant":""|flag_disabled"#),
        Case(
            rule: "a string off has no value",
            filters: filters([nobody], [:], ["default": #""x""#], carrier: 100),
            answer: #""reason":"DEFAULT","variant":""|out_of_rollout_bound"#),
        Case(
            rule: "a string is its payload", filters: filters([everybody], [:], ["default": #""x""#], carrier: 100),
            answer: #""value":"x","reason":"STATIC","variant":"default"|condition_match"#),
        Case(
            rule: "a string without payload is its variant", filters: filters([everybody], ["blue": 100]),
            answer: #""value":"blue","reason":"STATIC","variant":"blue"|condition_match"#),
        Case(
            rule: "a variant by hash is a split",
            filters: filters([everybody], ["blue": 99.999_999, "red": 0.000_001]),
            answer: #""value":"blue","reason":"SPLIT","variant":"blue"|condition_match"#),
        Case(
            rule: "a forced variant is static",
            filters: filters([FlagCondition(variant: "red")], ["blue": 50, "red": 50]),
            answer: #""value":"red","reason":"STATIC","variant":"red"|condition_match"#),
        Case(
            rule: "an integer", filters: filters([everybody], [:], ["default": "10"], carrier: 100),
            answer: #""value":10,"reason":"STATIC","variant":"default"|condition_match"#),
        Case(
            rule: "a float stays a float", filters: filters([everybody], [:], ["default": "10.0"], carrier: 100),
            answer: #""value":10.0,"reason":"STATIC","variant":"default"|condition_match"#),
        Case(
            rule: "a float's whole number gains a fraction",
            filters: filters([everybody], ["a": 100], ["a": "3", "default": "0.5"], carrier: 0),
            answer: #""value":3.0,"reason":"STATIC","variant":"a"|condition_match"#),
        Case(
            rule: "an object", filters: filters([everybody], [:], ["default": #"{"b":1,"a":[2.0]}"#], carrier: 100),
            answer: #""value":{"b":1,"a":[2.0]},"reason":"STATIC","variant":"default"|condition_match"#),
        Case(
            rule: "an object on a plain flag", filters: filters([everybody], [:], ["true": #"{"a":1}"#]),
            answer: #""value":{"a":1},"reason":"STATIC","variant":"true"|condition_match"#),
        Case(
            rule: "a variant without object leaves it to the application",
            filters: filters([everybody], ["control": 100, "test": 0], ["test": "{}"]),
            answer: #""reason":"STATIC","variant":"control"|condition_match"#),
        Case(
            rule: "coerced numbers", filters: filters([everybody], ["a": 100], ["a": #""3.5""#]),
            settings: ManifestSettings(coercesNumericStrings: true),
            answer: #""value":3.5,"reason":"STATIC","variant":"a"|condition_match"#),
        Case(
            rule: "coerced truth may be false while the flag is on",
            filters: filters([everybody], ["a": 100], ["a": #""off""#]),
            settings: ManifestSettings(coercesBooleanStrings: true),
            answer: #""value":false,"reason":"STATIC","variant":"a"|condition_match"#),
        Case(
            rule: "no group given",
            filters: {
                var filters = Self.filters([everybody])
                filters.aggregationGroupTypeIndex = 0
                return filters
            }(),
            answer: #""value":false,"reason":"DEFAULT","variant":"false"|no_group_type"#),
        Case(
            rule: "a boolean held out is on under the holdout's name",
            filters: {
                var filters = Self.filters([everybody])
                filters.holdout = FlagHoldout(id: 12, exclusionPercentage: 100)
                return filters
            }(),
            answer: #""value":true,"reason":"SPLIT","variant":"holdout-12"|holdout_condition_value"#),
        Case(
            rule: "a string held out leaves it to the application",
            filters: {
                var filters = Self.filters([everybody], [:], ["default": #""x""#], carrier: 100)
                filters.holdout = FlagHoldout(id: 12, exclusionPercentage: 100)
                return filters
            }(),
            answer: #""reason":"SPLIT","variant":"holdout-12"|holdout_condition_value"#),
    ]

    @Test(arguments: cases)
    func aVerdictIsAnsweredByOneRule(_ row: Case) throws {
        let flag = FeatureFlag(id: 3, key: "f", filters: row.filters, active: row.active, version: 4, tags: row.tags)
        let context = try OFREPContext(row.context)
        let ready = OFREPFlagSet(FlagSet(flags: [flag]), settings: row.settings)
        let evaluation = context.evaluationContext(now: Timestamp(seconds: 0))
        let parts = row.answer.split(separator: "|")
        let expected =
            #"{"key":"f",\#(parts[0]),"metadata":{"version":4,"posthog_reason":"\#(parts[1])"}}"#
        #expect(text(ready.evaluate("f", for: context, in: evaluation)) == expected)
        #expect(
            String(decoding: ready.evaluateAll(for: context, in: evaluation).serialized(), as: UTF8.self)
                == #"{"flags":[\#(expected)],"metadata":{"version":"\#(ready.flags.version)"}}"#)
    }

    @Test(arguments: [
        (OFREPQuality(), ""), (OFREPQuality(flagsAgeSeconds: 7), #","flags_age_seconds":7"#),
        (OFREPQuality(lacksFacts: true), #","known_properties_missing":true"#),
        (
            OFREPQuality(flagsAgeSeconds: 0, lacksFacts: true),
            #","flags_age_seconds":0,"known_properties_missing":true"#
        ),
    ])
    func whatTheAnswerLacksIsSaidInItsMetadata(_ quality: OFREPQuality, _ members: String) throws {
        let flag = FeatureFlag(id: 3, key: "f", filters: Self.filters([Self.everybody]), version: 4)
        let context = try OFREPContext(["targetingKey": "u"])
        let ready = OFREPFlagSet(FlagSet(flags: [flag]), settings: ManifestSettings())
        let evaluation = context.evaluationContext(now: Timestamp(seconds: 0))
        let all = String(
            decoding: ready.evaluateAll(for: context, in: evaluation).serialized(quality), as: UTF8.self)
        #expect(all.hasSuffix(#""metadata":{"version":"\#(ready.flags.version)"\#(members)}}"#))
        guard case .success(var success) = ready.evaluate("f", for: context, in: evaluation) else {
            Issue.record("no value")
            return
        }
        success.quality = quality
        #expect(text(success).hasSuffix(#""posthog_reason":"condition_match"\#(members)}}"#))
    }

    @Test func whatHasNoValueFailsAloneWithBothTexts() throws {
        let good = FeatureFlag(
            id: 1, key: "good.one".replacing(".", with: "_u002E_"), filters: Self.filters([Self.everybody]))
        let mistyped = FeatureFlag(
            id: 2, key: "mistyped",
            filters: Self.filters([Self.everybody], ["a": 100], ["a": #""text""#, "default": "1"], carrier: 0))
        let broken = FeatureFlag(
            id: 3, key: "broken",
            filters: Self.filters([
                FlagCondition(properties: [FlagProperty(key: "id", value: 99, type: .cohort)])
            ]))
        var archived = good
        archived.id = 4
        archived.key = "archived"
        archived.active = false
        archived.archived = true
        let unreadable = MalformedFlag(
            key: "unreadable", id: 5,
            problem: FlagProblem(field: "filters", rule: "object", detail: "must be an object"),
            source: .null)
        let ready = OFREPFlagSet(
            FlagSet(flags: [broken, good, archived, mistyped], malformed: [unreadable]), settings: ManifestSettings())
        let context = try OFREPContext(["targetingKey": "u"])
        let evaluation = context.evaluationContext(now: Timestamp(seconds: 0))
        let all = ready.evaluateAll(for: context, in: evaluation)
        let answers = all.evaluations
        #expect(answers.count == 4)
        #expect(
            String(decoding: all.serialized(), as: UTF8.self)
                == #"{"flags":[\#(answers.map(text).joined(separator: ","))],"metadata":{"version":"\#(all.version)"}}"#
        )
        #expect(answers.map { failure($0)?.code } == [.parseError, nil, .parseError, .parseError])
        #expect(answers.map { failure($0)?.key } == ["broken", nil, "mistyped", "unreadable"])
        #expect(text(answers[1]).hasPrefix(#"{"key":"good.one","value":true"#))
        #expect(
            text(answers[3])
                == #"{"key":"unreadable","errorCode":"PARSE_ERROR","errorDetails":"filters: must be an object"}"#)
        #expect(text(ready.evaluate("good.one", for: context, in: evaluation)) == text(answers[1]))
        #expect(text(ready.evaluate("archived", for: context, in: evaluation)).contains("DISABLED"))
        for unknown in ["nobody", "good_u002E_one", "", "../x", "a\u{0}"] {
            let found = failure(ready.evaluate(unknown, for: context, in: evaluation))
            #expect(found?.code == .flagNotFound)
            #expect(found?.key == unknown)
            #expect(found?.details.isEmpty == false)
        }
    }

    func failure(_ evaluation: OFREPEvaluation) -> OFREPFailure? {
        if case .failure(let failure) = evaluation { failure } else { nil }
    }

    func text(_ value: some JSONWritable) -> String {
        var json = JSONWriter()
        value.write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
