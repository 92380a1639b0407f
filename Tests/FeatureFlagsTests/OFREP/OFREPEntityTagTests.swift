import Analytics
import FeatureFlags
import JSON
import Testing

@Suite struct OFREPEntityTagTests {
    private static let plain = FeatureFlag(id: 1, key: "f", filters: FlagFilters(groups: [FlagCondition()]))

    private static func ready(
        _ flags: [FeatureFlag], _ settings: ManifestSettings = ManifestSettings()
    ) -> OFREPFlagSet {
        OFREPFlagSet(FlagSet(flags: flags), settings: settings)
    }

    private static func tag(
        _ flags: [FeatureFlag], _ context: OFREPContext, scope: String = "read", dependencies: [String] = [],
        settings: ManifestSettings = ManifestSettings()
    ) -> OFREPEntityTag? {
        ready(flags, settings).entityTag(
            for: context, in: context.evaluationContext(now: Timestamp(seconds: 0)), scope: scope,
            dependencies: dependencies)
    }

    @Test func theTagDependsOnEverythingTheAnswerDoes() throws {
        let context = try OFREPContext(["targetingKey": "u", "age": 10])
        let base = try #require(Self.tag([Self.plain], context))
        #expect(Self.tag([Self.plain], context) == base)
        let reordered = try OFREPContext(["age": 10, "targetingKey": "u"])
        #expect(Self.tag([Self.plain], reordered) == base)
        var changed = Self.plain
        changed.version = 2
        var others = [
            Self.tag([changed], context),
            Self.tag([Self.plain], context, scope: "read,write"),
            Self.tag([Self.plain], context, dependencies: ["person 1"]),
            Self.tag([Self.plain], context, dependencies: ["person 2"]),
            Self.tag([Self.plain], context, dependencies: ["person", " 2"]),
            Self.tag([Self.plain], context, settings: ManifestSettings(coercesNumericStrings: true)),
        ]
        for attributes: JSONObject in [
            ["targetingKey": "u"], ["targetingKey": "v", "age": 10], ["targetingKey": "u", "age": 10.0],
            ["targetingKey": "u", "age": "10"], ["targetingKey": "u", "age": 10, "x": nil],
        ] {
            others.append(Self.tag([Self.plain], try OFREPContext(attributes)))
        }
        #expect(Set(others + [base]).count == others.count + 1)
        #expect(!others.contains(nil))
        #expect(
            base.description.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x22 })
    }

    @Test func flagsWithRelativeDatesHaveNoTagBeforeTheyAreEvaluated() throws {
        var dated = Self.plain
        dated.filters.groups[0].properties = [
            FlagProperty(key: "joined", value: "-7d", operator: .isDateAfter)
        ]
        let ready = Self.ready([Self.plain, dated])
        let context = try OFREPContext(["targetingKey": "u", "joined": "2026-11-10T00:00:00Z"])
        #expect(Self.tag([Self.plain, dated], context) == nil)
        let tags = [
            Timestamp(seconds: 1_794_268_800), Timestamp(seconds: 1_794_268_900), Timestamp(seconds: 1_899_000_000),
        ]
        .map { now in
            OFREPEntityTag(
                ofAnswer: ready.evaluateAll(for: context, in: context.evaluationContext(now: now)).serialized())
        }
        #expect(tags[0] == tags[1])
        #expect(tags[1] != tags[2])
    }

    @Test(arguments: [("-3d", true), ("2026-11-10", false), (7, false), (nil, false)] as [(JSON, Bool)])
    func aPropertyThatIsARelativeDateHasNoTagBeforeItIsEvaluated(joined: JSON, isRelative: Bool) throws {
        let filter = FlagProperty(key: "joined", value: "2026-11-09", operator: .isDateBefore)
        var direct = Self.plain
        direct.filters.groups[0].properties = [filter]
        var indirect = Self.plain
        indirect.filters.groups[0].properties = [FlagProperty(key: "id", value: 1, type: .cohort)]
        let cohort = Cohort(
            id: 1, name: "c", definition: CohortGroup(.or, [.group(CohortGroup(.and, [.property(filter)]))]))
        let context = try OFREPContext(["targetingKey": "u", "joined": joined])
        for flag in [direct, indirect] {
            let ready = OFREPFlagSet(FlagSet(flags: [flag], cohorts: [cohort]), settings: ManifestSettings())
            func evaluated(_ seconds: Int64) -> EvaluationContext {
                context.evaluationContext(now: Timestamp(seconds: seconds))
            }
            // 2026-11-11 and 2026-11-21: three days before them are on either side of the filter's date.
            let moments: [Int64] = [1_794_355_200, 1_795_219_200]
            let answers = moments.map { ready.evaluateAll(for: context, in: evaluated($0)).serialized() }
            #expect((answers[0] != answers[1]) == isRelative)
            #expect((ready.entityTag(for: context, in: evaluated(moments[0]), scope: "read") == nil) == isRelative)
        }
    }

    @Test(arguments: [
        ("\"TAG\"", true), ("TAG", true), ("W/\"TAG\"", true), ("\"TAG-gzip\"", true), ("W/\"TAG-br\"", true),
        ("\"TAG\"-gzip", false), ("*", true), (" \"other\" ,\t\"TAG\" ", true), ("\"other\", W/\"another\"", false),
        ("\"tag\"", false), ("", false), ("\"\"", false), ("\"", false), ("\"TAG", false),
    ])
    func ifNoneMatchIsReadAsAList(field: String, isKnown: Bool) {
        let tag = OFREPEntityTag(ofAnswer: [1, 2, 3])
        let field = field.replacing("TAG", with: tag.value)
        #expect(tag.isKnown(ifNoneMatch: field, flagSetVersion: "v1") == isKnown)
    }

    @Test func aNotificationOfAnotherStateForcesAnAnswer() {
        let tag = OFREPEntityTag(ofAnswer: [])
        #expect(!tag.isKnown(ifNoneMatch: nil, flagSetVersion: "v1"))
        #expect(tag.isKnown(ifNoneMatch: tag.description, flagConfigETag: "v1", flagSetVersion: "v1"))
        #expect(tag.isKnown(ifNoneMatch: tag.description, flagConfigETag: "\"v1\"", flagSetVersion: "v1"))
        #expect(tag.isKnown(ifNoneMatch: tag.description, flagConfigETag: "", flagSetVersion: "v1"))
        #expect(!tag.isKnown(ifNoneMatch: tag.description, flagConfigETag: "v2", flagSetVersion: "v1"))
    }
}
