import Analytics
import FeatureFlags
import JSON
import SQLiteEngine
import Testing

/// Definitions that came into the store some other way than through it.
struct FlagsMalformedTests {
    private static let definitions = [
        "", "no json", "[]", "{}", "{\"id\":1,\"key\":\"bad\",\"filters\":7}",
        "{\"id\":1,\"key\":\"bad\",\"filters\":{\"groups\":[{\"rollout_percentage\":\"all\"}]}}",
    ]

    private static func store(_ definition: String) async throws -> (SQLiteEngine, TemporaryDirectory) {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.create("good")
        try await engine.create("bad")
        try await LockHolder(directory).execute(
            "UPDATE feature_flags SET definition = '\(definition)' WHERE key = 'bad'")
        return (engine, directory)
    }

    private static let context = EvaluationContext(distinctID: "u1", now: EngineFixture.noon)

    @Test(arguments: definitions)
    func aMalformedDefinitionBreaksOnlyItself(_ definition: String) async throws {
        let (engine, directory) = try await Self.store(definition)
        defer { withExtendedLifetime(directory) {} }
        let flags = try await engine.snapshot().flags
        #expect(flags.malformed.map(\.key) == ["bad"])
        #expect(flags.evaluate("good", in: Self.context)?.enabled == true)
        #expect(flags.evaluate("bad", in: Self.context)?.enabled == false)
        #expect(flags.evaluate("bad", in: Self.context)?.failure != nil)
        let page = try await engine.flags(matching: FlagQuery())
        #expect(page.flags.map(\.key) == ["good"])
        #expect(page.malformed.map(\.key) == ["bad"])
        #expect(try await engine.update("good", FlagPatch(name: "x")).version == 2)
        #expect(try await engine.create("other").version == 1)
        await #expect(throws: FlagStoreError.self) { try await engine.create("bad") }
        await #expect(throws: FlagStoreError.self) { try await engine.flag(key: "bad") }
        await #expect(throws: FlagStoreError.self) { try await engine.update("bad", FlagPatch(name: "x")) }
    }

    @Test(arguments: definitions)
    func aMalformedFlagCanBeRevertedToAnEarlierVersion(_ definition: String) async throws {
        let (engine, directory) = try await Self.store(definition)
        defer { withExtendedLifetime(directory) {} }
        let flag = try await engine.revert(key: "bad", to: 1, expectedVersion: 1, by: FlagsFixture.origin)
        #expect(flag.version == 2)
        #expect(try await engine.snapshot().flags.malformed.isEmpty)
        #expect(try await engine.snapshot().flags.evaluate("bad", in: Self.context)?.enabled == true)
    }

    @Test(arguments: definitions)
    func aMalformedFlagCanBeReplacedByAWholeDefinition(_ definition: String) async throws {
        let (engine, directory) = try await Self.store(definition)
        defer { withExtendedLifetime(directory) {} }
        let patch = FlagPatch(replacingWith: FlagDraft(key: "bad", name: "mended"))
        await #expect(throws: FlagStoreError.self) {
            try await engine.update(key: "bad", expectedVersion: 2, with: patch, by: FlagsFixture.origin)
        }
        let flag = try await engine.update(key: "bad", expectedVersion: 1, with: patch, by: FlagsFixture.origin)
        #expect(flag.name == "mended")
        #expect(flag.version == 2)
        #expect(flag.createdAt == FlagsFixture.origin.time)
        #expect(try await engine.flag(key: "bad") == flag)
        #expect(try await engine.snapshot().flags.malformed.isEmpty)
        #expect(try await engine.history(key: "bad", limit: 9, before: nil).map(\.action) == [.updated, .created])
        await #expect(throws: FlagStoreError.self) {
            try await engine.update(key: "bad", expectedVersion: 1, with: patch, by: FlagsFixture.origin)
        }
    }

    @Test func whoMadeAMalformedFlagAndWhenStaysWhenItIsReplaced() async throws {
        let (engine, directory) = try await Self.store(
            #"{"id":1,"filters":7,"created_at":"2020-01-02T03:04:05Z","created_by":{"first_name":"ann"}}"#)
        defer { withExtendedLifetime(directory) {} }
        let patch = FlagPatch(replacingWith: FlagDraft(key: "bad"))
        let flag = try await engine.update(key: "bad", expectedVersion: nil, with: patch, by: FlagsFixture.origin)
        #expect(flag.createdAt.description == "2020-01-02T03:04:05Z")
        #expect(flag.createdBy != nil)
        #expect(flag.updatedAt == FlagsFixture.origin.time)
    }

    @Test(arguments: definitions)
    func aMalformedFlagCanBeDeleted(_ definition: String) async throws {
        let (engine, directory) = try await Self.store(definition)
        defer { withExtendedLifetime(directory) {} }
        try await engine.delete(key: "bad", expectedVersion: nil, by: FlagsFixture.origin)
        #expect(try await engine.snapshot().flags.malformed.isEmpty)
        #expect(try await engine.history(key: "bad", limit: 9, before: nil).map(\.action) == [.deleted, .created])
        #expect(try await engine.create("bad").version == 1)
    }

    @Test(arguments: ["no json", "[]", "{\"filters\":7}", "{\"filters\":{\"properties\":{\"type\":\"XOR\"}}}"])
    func aMalformedCohortBreaksOnlyTheFlagsThatAskForIt(_ definition: String) async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let cohort = try await engine.createCohort(Cohort(id: 0, name: "c"), by: FlagsFixture.origin)
        let property = FlagProperty(key: "id", value: .integer(cohort.id), type: .cohort)
        try await engine.create("good")
        _ = try await engine.create(
            FlagDraft(key: "asks", filters: FlagFilters(groups: [FlagCondition(properties: [property])])),
            by: FlagsFixture.origin)
        try await LockHolder(directory).execute("UPDATE cohorts SET definition = '\(definition)'")
        let flags = try await engine.snapshot().flags
        #expect(flags.evaluate("good", in: Self.context)?.enabled == true)
        #expect(flags.evaluate("asks", in: Self.context)?.enabled == false)
        let failure = flags.evaluate("asks", in: Self.context)?.failure
        #expect(failure?.detail.contains("cohort \(cohort.id) cannot be read") == true)
        #expect(try await engine.cohorts().isEmpty)
        #expect(try await engine.malformedCohorts().map(\.id) == [cohort.id])
        await #expect(throws: FlagStoreError.self) {
            try await engine.deleteCohort(id: cohort.id, by: FlagsFixture.origin)
        }
        let mended = try await engine.updateCohort(Cohort(id: cohort.id, name: "c"), by: FlagsFixture.origin)
        #expect(mended.id == cohort.id)
        #expect(try await engine.malformedCohorts().isEmpty)
        #expect(try await engine.snapshot().flags.evaluate("asks", in: Self.context)?.enabled == true)
    }

    @Test func aMalformedCohortNobodyAsksForCanBeDeleted() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let cohort = try await engine.createCohort(Cohort(id: 0, name: "c"), by: FlagsFixture.origin)
        try await LockHolder(directory).execute("UPDATE cohorts SET definition = 'no json'")
        try await engine.deleteCohort(id: cohort.id, by: FlagsFixture.origin)
        #expect(try await engine.malformedCohorts().isEmpty)
    }

    @Test func historyCannotBeChangedByAnybody() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.create("a")
        let holder = try LockHolder(directory)
        await #expect(throws: (any Error).self) { try await holder.execute("DELETE FROM flag_changes") }
        await #expect(throws: (any Error).self) { try await holder.execute("UPDATE flag_changes SET reason = 'x'") }
        #expect(try await engine.history(key: "a", limit: 9, before: nil).count == 1)
    }
}
