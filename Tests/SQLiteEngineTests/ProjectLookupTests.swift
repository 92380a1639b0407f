import Analytics
import JSON
import SQLiteEngine
import Testing

struct ProjectLookupTests {
    /// Twenty thousand events may be looked at, and each may be a megabyte large.
    @Test func valuesOfAPropertyAreThoseOfTheNewestMegabytes() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        try await engine.store([EngineFixture.event(1, ["browser": "oldest"])])
        let text = JSON.string(String(repeating: "x", count: 1_000_000))
        for number in UInt64(10)..<30 {
            try await engine.store([EngineFixture.event(number, ["browser": "newer", "text": text])])
        }
        #expect(try await engine.propertyValues(of: "browser", event: "page", search: nil) == ["newer"])
    }

    @Test(arguments: ["ÖKO", "öko", "Öko", "STROM", "ÄPFEL"])
    func groupsAreSearchedWithoutCaseInEveryAlphabet(_ search: String) async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        var event = EngineFixture.event(
            1, ["$group_type": "company", "$group_key": "äpfel", "$group_set": ["name": "Ökostrom"]])
        event.event = "$groupidentify"
        try await engine.store([event])
        let found = try await engine.groups(matching: GroupQuery(typeIndex: 0, search: search))
        #expect(found.groups.map(\.key) == ["äpfel"])
    }
}
