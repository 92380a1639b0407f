import Analytics
import JSON
import SQLiteEngine
import Testing

/// A lookup reads the columns of every event of a window; how long their texts are is up to whoever sends events.
struct ColumnTextTests {
    @Test func longTextsAreCutInWhatIsCountedAndKeptInTheProperties() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let long = String(repeating: "\u{E9}", count: 5_000)
        let properties: JSONObject = ["endpoint": .string(long), "error_type": .string(long), "method": .string(long)]
        var event = EngineFixture.event(1, properties)
        event.event = "api_request"
        try await engine.store([event])
        let person = try #require(try await engine.person(distinctID: "u1"))
        let activity = try await engine.activity(of: person, in: EngineFixture.window)
        #expect(activity.mostUsedEndpoints.map(\.name) == [String(long.prefix(1_000))])
        #expect(activity.errorsByType.map(\.name) == [String(long.prefix(1_000))])
        let page = try await engine.events(
            of: person, in: EngineFixture.window, matching: .errors, page: PageRequest(limit: 1))
        #expect(page.events.first?.properties.parsed() == .object(properties))
    }
}
