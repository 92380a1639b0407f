import FeatureFlags
import JSON
import Testing

@testable import PostHogEngine

struct CatalogNeedTests {
    private static func need(_ flags: [JSON], _ known: [FeatureFlag], completeFor: String? = "older") throws
        -> CatalogNeed
    {
        var catalog = FlagCatalog()
        for flag in known { catalog.flags[flag.id] = flag }
        catalog.completeFor = completeFor
        return CatalogNeed(document: try FlagsFixture.document(flags), catalog: catalog)
    }

    @Test func theFirstTimeEverythingIsListed() throws {
        let need = try Self.need([FlagsFixture.definition(1, "a")], [], completeFor: nil)
        #expect(need.isListNeeded)
        #expect(need.areCohortsNeeded)
    }

    @Test func theSameDefinitionsNeedNothing() throws {
        #expect(try Self.need([FlagsFixture.definition(1, "a")], [], completeFor: "W/\"1\"") == .nothing)
    }

    @Test func ownWritesNeedNothing() throws {
        let flag = FlagsFixture.flag(1, "a", version: 2)
        #expect(try Self.need([FlagsFixture.definition(1, "a", version: 2)], [flag]) == .nothing)
        #expect(try Self.need([FlagsFixture.definition(1, "a", version: 1)], [flag]) == .nothing)
    }

    @Test func aFewChangedFlagsAreReadOneByOneAndManyAsAList() throws {
        let few = (1...10).map { FlagsFixture.definition($0, "f\($0)", version: 2) }
        let need = try Self.need(few, [FlagsFixture.flag(1, "f1")])
        #expect(!need.isListNeeded)
        #expect(need.flagIDs == Array(1...10))
        let many = try Self.need(few + [FlagsFixture.definition(11, "f11")], [])
        #expect(many.isListNeeded)
        #expect(many.flagIDs.isEmpty)
    }

    @Test func aFlagThatIsGoneIsLookedAt() throws {
        var archived = FlagsFixture.flag(2, "b")
        archived.archived = true
        var deleted = FlagsFixture.flag(3, "c")
        deleted.deleted = true
        #expect(try Self.need([], [FlagsFixture.flag(1, "a"), archived, deleted]).flagIDs == [1])
    }

    @Test func aCohortThatIsAskedForAndUnknownIsRead() throws {
        let asking: JSON = [
            "id": 1, "key": "a",
            "filters": ["groups": [["properties": [["key": "id", "type": "cohort", "value": 7]]]]],
        ]
        #expect(try Self.need([asking], []).areCohortsNeeded)
        #expect(try !Self.need([FlagsFixture.definition(1, "a")], []).areCohortsNeeded)
    }
}
