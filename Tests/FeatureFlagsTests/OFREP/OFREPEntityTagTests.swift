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

    @Test func theTagDependsOnEverythingTheAnswerDoes() throws {
        let context = try OFREPContext(["targetingKey": "u", "age": 10])
        let base = try #require(Self.ready([Self.plain]).entityTag(for: context, scope: "read"))
        #expect(Self.ready([Self.plain]).entityTag(for: context, scope: "read") == base)
        let reordered = try OFREPContext(["age": 10, "targetingKey": "u"])
        #expect(Self.ready([Self.plain]).entityTag(for: reordered, scope: "read") == base)
        var changed = Self.plain
        changed.version = 2
        var others = [
            Self.ready([changed]).entityTag(for: context, scope: "read"),
            Self.ready([Self.plain]).entityTag(for: context, scope: "read,write"),
            Self.ready([Self.plain]).entityTag(for: context, scope: "read", dependencies: ["person 1"]),
            Self.ready([Self.plain]).entityTag(for: context, scope: "read", dependencies: ["person 2"]),
            Self.ready([Self.plain]).entityTag(for: context, scope: "read", dependencies: ["person", " 2"]),
            Self.ready([Self.plain], ManifestSettings(coercesNumericStrings: true)).entityTag(
                for: context, scope: "read"),
        ]
        for attributes: JSONObject in [
            ["targetingKey": "u"], ["targetingKey": "v", "age": 10], ["targetingKey": "u", "age": 10.0],
            ["targetingKey": "u", "age": "10"], ["targetingKey": "u", "age": 10, "x": nil],
        ] {
            others.append(
                Self.ready([Self.plain]).entityTag(for: try OFREPContext(attributes), scope: "read"))
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
        #expect(ready.entityTag(for: context, scope: "read") == nil)
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
