import FeatureFlags
import JSON
import Testing

@testable import PostHogEngine

struct DefinitionsDocumentTests {
    private static func asking(_ key: String, chain: [JSON]) -> JSON {
        [
            "id": 2, "key": "b",
            "filters": [
                "groups": [
                    [
                        "properties": [
                            [
                                "key": .string(key), "type": "flag", "operator": "flag_evaluates_to", "value": true,
                                "dependency_chain": .array(chain),
                            ]
                        ]
                    ]
                ]
            ],
        ]
    }

    @Test func filtersOnFlagsNameThemByNumberAsTheCRUDAPIDoes() throws {
        let document = try FlagsFixture.document([FlagsFixture.definition(1, "a"), Self.asking("a", chain: ["a"])])
        let property = try #require(document.flags.last?.filters.groups.first?.properties.first)
        #expect(property.key == "1")
        #expect(property.unknownMembers.isEmpty)
    }

    @Test func aFlagThatIsNotThereStaysAMissingDependency() throws {
        let document = try FlagsFixture.document([Self.asking("gone", chain: [])])
        let set = FlagSet(flags: document.flags)
        let context = EvaluationContext(distinctID: "u1", now: FlagsFixture.noon)
        #expect(set.evaluate("b", in: context)?.enabled == false)
        #expect(set.evaluate("b", in: context)?.reason.code == .missingDependency)
    }

    @Test func cohortsAndGroupTypesAreRead() throws {
        let tree: JSON = [
            "type": "OR", "values": [["key": "plan", "type": "person", "operator": "exact", "value": ["pro"]]],
        ]
        let document = try FlagsFixture.document([], cohorts: ["42": tree, "x": tree, "43": "none"])
        #expect(document.cohorts.keys.sorted() == [42])
        #expect(document.groupTypes.name(of: 0) == "company")
    }

    @Test func aCopyComesBackAsItWasKept() throws {
        let document = try FlagsFixture.document([FlagsFixture.definition(1, "a")])
        let copy = try DefinitionsCopy(
            DefinitionsCopy(project: "https://eu.posthog.com 1", document: document).parts.flatMap(\.self))
        #expect(copy.project == "https://eu.posthog.com 1")
        #expect(copy.document.body == document.body)
        #expect(copy.document.entityTag == document.entityTag)
        #expect(copy.document.receivedAt == document.receivedAt)
        #expect(copy.document.flags == document.flags)
    }

    @Test func aDamagedCopyIsNone() throws {
        let document = try FlagsFixture.document([FlagsFixture.definition(1, "a")])
        let file = DefinitionsCopy(project: "p", document: document).parts.flatMap(\.self)
        for length in stride(from: 0, to: file.count, by: 7) {
            #expect(throws: DefinitionsError.self) { try DefinitionsCopy(Array(file.prefix(length))) }
        }
        var changed = file
        changed[changed.count - 5] ^= 1
        #expect(throws: DefinitionsError.self) { try DefinitionsCopy(changed) }
        #expect(throws: DefinitionsError.self) { try DefinitionsCopy(file + [0]) }
    }
}
