import Analytics
import FeatureFlags
import JSON
import Testing

/// Who is asked about, and whether that decides.
extension OFREPEvaluationTests {
    @Test(arguments: [
        ("for everybody", filters([everybody]), false),
        ("for nobody", filters([nobody]), false),
        ("for a share", filters([most]), true),
        ("by a property", filters([pro]), false),
        (
            "by a property, for a share of them",
            filters([FlagCondition(properties: [FlagProperty(key: "plan", value: "pro")], rolloutPercentage: 50)]), true
        ),
        ("a variant by hash", filters([everybody], ["a": 50, "b": 50]), true),
        ("one variant", filters([everybody], [:], ["default": "1"], carrier: 100), false),
        ("a forced variant", filters([FlagCondition(variant: "a")], ["a": 50, "b": 50]), false),
        (
            "a share of a group's members",
            filters([FlagCondition(rolloutPercentage: 50, aggregation: .group(0))]), false
        ),
        (
            "a fixed cohort",
            filters([FlagCondition(properties: [FlagProperty(key: "id", value: 1, type: .cohort)])]), true
        ),
        (
            "a cohort made of a fixed one",
            filters([FlagCondition(properties: [FlagProperty(key: "id", value: 2, type: .cohort)])]), true
        ),
        (
            "a cohort of properties",
            filters([FlagCondition(properties: [FlagProperty(key: "id", value: 3, type: .cohort)])]), false
        ),
        (
            "a flag that needs it",
            filters([
                FlagCondition(properties: [
                    FlagProperty(key: "split", value: true, type: .flag, operator: .flagEvaluatesTo)
                ])
            ]), true
        ),
        (
            "a flag that needs it, by its number",
            filters([
                FlagCondition(properties: [
                    FlagProperty(key: "77", value: true, type: .flag, operator: .flagEvaluatesTo)
                ])
            ]), true
        ),
        (
            "by the distinct id", filters([FlagCondition(properties: [FlagProperty(key: "distinct_id", value: "u")])]),
            true
        ),
        (
            "a cohort told by distinct ids",
            filters([FlagCondition(properties: [FlagProperty(key: "id", value: 4, type: .cohort)])]), true
        ),
    ])
    func theTargetingKeyIsAskedForOnlyWhereItDecides(rule: String, filters: FlagFilters, isNeeded: Bool) throws {
        let cohorts = [
            Cohort(id: 1, name: "fixed", isStatic: true),
            Cohort(
                id: 2, name: "of it",
                definition: CohortGroup(
                    .and,
                    [
                        .group(CohortGroup(.or, [.property(FlagProperty(key: "id", value: 1, type: .cohort))]))
                    ])),
            Cohort(
                id: 3, name: "of properties",
                definition: CohortGroup(.and, [.property(FlagProperty(key: "plan", value: "pro"))])),
            Cohort(
                id: 4, name: "of distinct ids",
                definition: CohortGroup(.and, [.property(FlagProperty(key: "distinct_id", value: ["u", "v"]))])),
        ]
        // Its key is the other's number, by which filters name flags first.
        let namesake = FeatureFlag(id: 5, key: "77", filters: Self.filters([Self.everybody]))
        let split = FeatureFlag(id: 77, key: "split", filters: Self.filters([Self.most]))
        let set = FlagSet(
            flags: [FeatureFlag(id: 1, key: "f", filters: filters), namesake, split], cohorts: cohorts,
            groupTypes: GroupTypeMapping([0: "company"]))
        let ready = OFREPFlagSet(set, settings: ManifestSettings())
        let nobody = try OFREPContext(["plan": "pro", "groups": ["company": "acme"]])
        let answer = ready.evaluate("f", for: nobody, in: nobody.evaluationContext(now: Timestamp(seconds: 0)))
        #expect((failure(answer)?.code == .targetingKeyMissing) == isNeeded, "\(rule)")
        let somebody = try OFREPContext(["targetingKey": "u", "plan": "pro", "groups": ["company": "acme"]])
        #expect(
            failure(ready.evaluate("f", for: somebody, in: somebody.evaluationContext(now: Timestamp(seconds: 0))))
                == nil, "\(rule)")
    }

    @Test(arguments: [[:], ["targetingKey": "u", "$anon_distinct_id": ""]] as [JSONObject])
    func aRolloutOfNothingHasNobodyInIt(source: JSONObject) throws {
        var flag = FeatureFlag(
            id: 1, key: "f", filters: Self.filters([Self.nobody], [:], ["default": "1"], carrier: 100))
        flag.ensureExperienceContinuity = true
        let context = try OFREPContext(source)
        let evaluation = context.evaluationContext(now: Timestamp(seconds: 0))
        let ready = OFREPFlagSet(FlagSet(flags: [flag]), settings: ManifestSettings())
        let all = ready.evaluateAll(for: context, in: evaluation)
        for answer in all.evaluations + [ready.evaluate("f", for: context, in: evaluation)] {
            #expect(text(answer).contains(#""reason":"DEFAULT","variant":"","metadata"#))
        }
        #expect(
            String(decoding: all.serialized(), as: UTF8.self).contains(#""reason":"DEFAULT","variant":"","metadata"#))
    }

    @Test func aSwitchedOffFlagNeedsNoTargetingKey() throws {
        let flag = FeatureFlag(id: 1, key: "f", filters: Self.filters([Self.most]), active: false)
        let context = try OFREPContext([:])
        let ready = OFREPFlagSet(FlagSet(flags: [flag]), settings: ManifestSettings())
        let answer = ready.evaluate("f", for: context, in: context.evaluationContext(now: Timestamp(seconds: 0)))
        #expect(text(answer).contains(#""reason":"DISABLED""#))
    }
}
