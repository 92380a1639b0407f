import Analytics
import FeatureFlags
import JSON
import Testing

@testable import PostHogEngine

struct FlagAssemblyTests {
    private static func assemble(_ flags: [JSON], _ catalog: FlagCatalog, at time: Timestamp = FlagsFixture.noon) throws
        -> FlagAssembly
    {
        FlagAssembly(document: try FlagsFixture.document(flags, at: time), catalog: catalog)
    }

    @Test func theNewestVersionOfAFlagCounts() throws {
        var catalog = FlagCatalog()
        catalog.flags[1] = FlagsFixture.flag(1, "a", version: 2, rollout: 50, tags: ["t"])
        let older = try Self.assemble([FlagsFixture.definition(1, "a", version: 1)], catalog).flags.flags
        #expect(older.map(\.version) == [2])
        #expect(older.first?.filters.groups.first?.rolloutPercentage == 50)
        let newer = try Self.assemble([FlagsFixture.definition(1, "a", version: 3, rollout: 7)], catalog).flags.flags
        #expect(newer.map(\.version) == [3])
        #expect(newer.first?.filters.groups.first?.rolloutPercentage == 7)
        // What definitions do not tell stays as it was known last.
        #expect(newer.first?.tags == ["t"])
    }

    @Test func aDeletedFlagIsGoneBeforeTheDefinitionsKnow() throws {
        var catalog = FlagCatalog()
        var flag = FlagsFixture.flag(1, "a", version: 4)
        flag.deleted = true
        catalog.write(flag, at: FlagsFixture.noon)
        #expect(try Self.assemble([FlagsFixture.definition(1, "a", version: 3)], catalog).flags.flags.isEmpty)
        // Somebody has brought it back since.
        #expect(try Self.assemble([FlagsFixture.definition(1, "a", version: 5)], catalog).flags.flags.count == 1)
    }

    @Test func aNewFlagIsThereBeforeTheDefinitionsKnowAndGoneWhenTheySaySo() throws {
        var catalog = FlagCatalog()
        catalog.write(FlagsFixture.flag(9, "new"), at: FlagsFixture.later(100))
        #expect(try Self.assemble([], catalog).flags.flags.map(\.key) == ["new"])
        let soon = try Self.assemble([], catalog, at: FlagsFixture.later(130))
        #expect(soon.flags.flags.map(\.key) == ["new"])
        let later = try Self.assemble([], catalog, at: FlagsFixture.later(161))
        #expect(later.flags.flags.isEmpty)
    }

    @Test func archivedFlagsAndRemoteConfigurationAreInNoDefinitions() throws {
        var catalog = FlagCatalog()
        var archived = FlagsFixture.flag(1, "archived")
        archived.archived = true
        archived.active = false
        var remote = FlagsFixture.flag(2, "remote")
        remote.isRemoteConfiguration = true
        catalog.flags = [1: archived, 2: remote, 3: FlagsFixture.flag(3, "deleted elsewhere")]
        #expect(try Self.assemble([], catalog).flags.flags.map(\.key) == ["archived", "remote"])
    }

    @Test func aFlagThatCannotBeReadIsReplacedByANewerOneOnly() throws {
        let broken: JSON = ["id": 1, "key": "a", "version": 3, "filters": "all"]
        var catalog = FlagCatalog()
        catalog.flags[1] = FlagsFixture.flag(1, "a", version: 2)
        #expect(try Self.assemble([broken], catalog).flags.malformed.map(\.key) == ["a"])
        catalog.flags[1] = FlagsFixture.flag(1, "a", version: 3)
        let repaired = try Self.assemble([broken], catalog).flags
        #expect(repaired.malformed.isEmpty)
        #expect(repaired.flags.map(\.key) == ["a"])
    }

    @Test func aCohortNobodyDescribesIsStatic() throws {
        let asking: JSON = [
            "id": 1, "key": "a",
            "filters": ["groups": [["properties": [["key": "id", "type": "cohort", "operator": "in", "value": 7]]]]],
        ]
        let cohorts = try Self.assemble([asking], FlagCatalog()).cohorts.cohorts
        #expect(cohorts.map(\.id) == [7])
        #expect(cohorts.first?.isStatic == true)
        var context = EvaluationContext(distinctID: "u1", now: FlagsFixture.noon)
        let set = try Self.assemble([asking], FlagCatalog()).compiled()
        #expect(set.evaluate("a", in: context)?.enabled == false)
        context.staticCohorts = [7]
        #expect(set.evaluate("a", in: context)?.enabled == true)
    }

    @Test func aCohortKeepsItsNameAndTakesThePostHogDefinition() throws {
        let tree: JSON = ["type": "OR", "values": [["key": "plan", "type": "person", "value": "pro"]]]
        var catalog = FlagCatalog()
        catalog.cohorts[7] = Cohort(id: 7, name: "payers")
        let document = try FlagsFixture.document([], cohorts: ["7": tree])
        let cohort = try #require(FlagAssembly(document: document, catalog: catalog).cohorts.cohorts.first)
        #expect(cohort.name == "payers")
        #expect(cohort.definition.junction == .or)
        // Written a moment ago: the definitions may be older.
        catalog.write(Cohort(id: 7, name: "payers"), at: FlagsFixture.later(5))
        let fresh = FlagAssembly(document: document, catalog: catalog).cohorts.cohorts
        #expect(fresh.first?.definition.values.isEmpty == true)
    }

    @Test func aCohortThatCannotBeReadIsNoStaticOne() throws {
        let asking: JSON = [
            "id": 1, "key": "a",
            "filters": ["groups": [["properties": [["key": "id", "type": "cohort", "operator": "in", "value": 7]]]]],
        ]
        var catalog = FlagCatalog()
        catalog.cohorts[7] = Cohort(id: 7, name: "payers")
        let tree: JSON = ["type": "XOR", "values": []]
        let document = try FlagsFixture.document([asking], cohorts: ["7": tree])
        let (cohorts, malformed) = FlagAssembly(document: document, catalog: catalog).cohorts
        #expect(cohorts.isEmpty)
        #expect(malformed.map(\.id) == [7])
        #expect(malformed.first?.name == "payers")
        #expect(malformed.first?.problem.field == "filters.properties.type")
        var context = EvaluationContext(distinctID: "u1", now: FlagsFixture.noon)
        context.staticCohorts = [7]
        let set = FlagAssembly(document: document, catalog: catalog).compiled()
        #expect(set.evaluate("a", in: context)?.enabled == false)
        #expect(set.evaluate("a", in: context)?.failure != nil)
        // Written a moment ago: the definitions may be older.
        catalog.write(Cohort(id: 7, name: "payers"), at: FlagsFixture.later(5))
        #expect(FlagAssembly(document: document, catalog: catalog).cohorts.malformed.isEmpty)
    }

    @Test func aCohortOnlyTheListCannotReadIsEvaluatedByItsDefinition() throws {
        let listed = Cohort.read(posthog: [["id": 7, "name": "payers", "count": 3, "version": 2, "filters": "?"]])
        #expect(listed.cohorts.isEmpty)
        #expect(listed.malformed.first?.source == ["id": 7, "name": "payers", "filters": "?"])
        var catalog = FlagCatalog()
        catalog.take(cohorts: [], malformed: listed.malformed, askedAt: FlagsFixture.noon)
        let tree: JSON = ["type": "OR", "values": []]
        let known = FlagAssembly(document: try FlagsFixture.document([], cohorts: ["7": tree]), catalog: catalog)
        #expect(known.cohorts.cohorts.map(\.name) == ["payers"])
        #expect(known.cohorts.malformed.isEmpty)
        let unknown = FlagAssembly(document: try FlagsFixture.document([]), catalog: catalog)
        #expect(unknown.cohorts.malformed.map(\.name) == ["payers"])
        let copy = try #require(FlagCatalog(catalog.json(project: "p"), project: "p"))
        #expect(copy.malformedCohorts == catalog.malformedCohorts)
    }

    @Test func askingWhoCallsAFlagChangesNothing() throws {
        var catalog = FlagCatalog()
        catalog.flags[1] = FlagsFixture.flag(1, "a")
        let before = try Self.assemble([FlagsFixture.definition(1, "a")], catalog).compiled()
        catalog.flags[1]?.lastCalledAt = FlagsFixture.noon
        let after = try Self.assemble([FlagsFixture.definition(1, "a")], catalog).compiled()
        #expect(before.version == after.version)
    }

    @Test func theCatalogueComesBackFromDisk() throws {
        var catalog = FlagCatalog()
        catalog.write(FlagsFixture.flag(1, "a", version: 3, tags: ["t"]), at: FlagsFixture.noon)
        catalog.write(Cohort(id: 7, name: "payers", isStatic: true), at: FlagsFixture.noon)
        catalog.completeFor = "W/\"1\""
        let json = try JSON(parsing: catalog.json(project: "p").text)
        #expect(FlagCatalog(json, project: "p") == catalog)
        #expect(FlagCatalog(json, project: "another") == nil)
        #expect(FlagCatalog(["format": 99], project: "p") == nil)
    }
}
