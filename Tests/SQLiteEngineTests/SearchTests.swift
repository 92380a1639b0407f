import Analytics
import JSON
import SQLiteEngine
import Testing

struct SearchTests {
    @Test func whatFitsBestIsFoundAmongMoreMatchesThanAreRanked() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        // The oldest rows are the best matches, and thousands of later ones match as well.
        try await engine.store([
            EngineFixture.event(1, of: "needle"), EngineFixture.event(2, of: "needle-first"),
            EngineFixture.event(3, of: "u3", ["$set": ["email": "needle@example.org"]]),
        ])
        try await engine.store((10..<4_000).map { EngineFixture.event($0, of: "a-needle-\($0)") })
        let matches = try await engine.searchPersons("NEEDLE", limit: 4)
        #expect(matches.map(\.matchedValue).prefix(3) == ["needle", "needle-first", "needle@example.org"])
        #expect(matches.count == 4)
    }

    @Test func aSearchWithAnEmailFindsItAmongManyThatHoldIt() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store([EngineFixture.event(1, of: "u1", ["$set": ["email": "Ann@example.org"]])])
        try await engine.store(
            (10..<2_000).map {
                EngineFixture.event($0, of: "u\($0)", ["$set": ["email": .string("x\($0)ann@example.org")]])
            })
        let match = try await engine.searchPersons("ann@EXAMPLE.org", limit: 1).first
        #expect(match?.person.primaryDistinctID == "u1")
        #expect(match?.matchedOn == .email)
    }
}
