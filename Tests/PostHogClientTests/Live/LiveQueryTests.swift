import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LiveQueryTests {
    static let hostile: [String] = [
        "", "'", "''", "\\", "\\'", "\"", "`", "{id}", "{", "}}", "%", "_", "; drop table events; --", "/* */", "\u{0}",
        "\n\r\t", "😀 café cafe\u{301}", "') or 1=1 or ('", "toDateTime('2026-01-01')", "null", "1.0",
        String(repeating: "x'\\{}\"\n😀", count: 1_250),
    ]

    @Test(arguments: hostile) func aBoundValueIsOnlyEverAValue(_ value: String) async throws {
        let project = try await LiveServer.project()
        let stored = value.isEmpty || value == "\u{0}" ? "someone" : String(value.prefix(100))
        try await project.store([.numbered(1, of: stored), .numbered(2, of: "another", second: 1)])
        let client = try project.client
        let echo = try await client.query("select {value} as value limit 1", values: ["value": .string(value)])
        #expect(echo.rows == [[.string(value)]])
        let found = try await client.query(
            "select distinct_id from events where distinct_id = {id} limit 10", values: ["id": .string(stored)])
        #expect(found.rows == [[.string(stored)]])
    }

    @Test func everyKindOfValueArrivesAsWhatItIs() async throws {
        let client = try await LiveServer.project().client
        let result = try await client.query(
            "select {yes} as yes, {whole} as whole, {half} as half, {nothing} as nothing, {list} as list limit 1",
            values: ["yes": true, "whole": 9_007_199_254_740_993, "half": 0.5, "nothing": nil, "list": ["a", "'b"]])
        #expect(result.columns == ["yes", "whole", "half", "nothing", "list"])
        #expect(result.rows.first?[1...] == [9_007_199_254_740_993, 0.5, nil, ["a", "'b"]])
        #expect(result.rows.first?.first == true || result.rows.first?.first == 1)
        #expect(result.types.count == 5)
    }

    @Test func withoutALimitThereAreAHundredRowsAndAWordOfMore() async throws {
        let project = try await LiveServer.project()
        try await project.store((0..<130).map { .numbered($0, second: $0) })
        let client = try project.client
        let cut = try await client.query("select uuid from events")
        #expect(cut.rows.count == 100)
        #expect(cut.hasMore)
        #expect(cut.limit == 100)
        let whole = try await client.query("select uuid from events limit 1000")
        #expect(whole.rows.count == 130)
        #expect(!whole.hasMore)
        #expect(whole.limit == nil)
    }

    @Test func aResultIsKeptUnlessAFreshOneIsAskedFor() async throws {
        let project = try await LiveServer.project(["timezone": "Asia/Kathmandu"])
        let client = try project.client
        let text = "select count() as n from events limit 1"
        let first = try await client.query(text)
        #expect(!first.isCached)
        #expect(first.timezone == "Asia/Kathmandu")
        try await project.store([.numbered(1)])
        let kept = try await client.query(text)
        #expect(kept.isCached)
        #expect(kept.rows == [[0]])
        let fresh = try await client.query(text, refresh: .forceBlocking)
        #expect(!fresh.isCached)
        #expect(fresh.rows == [[1]])
        #expect(fresh.lastRefresh != nil)
    }

    @Test(arguments: [QueryRefresh.async, .forceAsync, .lazyAsync])
    func aQueryInTheBackgroundGivesTheSameRows(_ refresh: QueryRefresh) async throws {
        let project = try await LiveServer.project()
        try await project.store((0..<5).map { .numbered($0, second: $0) })
        let client = try project.client
        let text = "select event, toInt(properties.number) as n from events order by n limit 10"
        let direct = try await client.query(text)
        let later = try await client.query(text, refresh: refresh)
        #expect(later.rows == direct.rows)
        #expect(later.columns == ["event", "n"])
        #expect(later.rows.count == 5)
    }

    @Test(arguments: [QueryRefresh.blocking, .async])
    func aMistakeIsToldInPostHogsWords(_ refresh: QueryRefresh) async throws {
        let client = try await LiveServer.project().client
        let mistakes: [(String, String)] = [
            ("select foo from events limit 1", "Unable to resolve field: foo"), ("selectt 1", "mismatched input"),
            ("select 1 from nowhere limit 1", "nowhere"), ("select {absent} as x limit 1", "absent"),
            ("select uuid from events limit 5 offset 5", "OFFSET"),
        ]
        for (text, words) in mistakes {
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.query(text, refresh: refresh)
            }
            #expect(error?.kind == .validation, "\(text): \(String(describing: error))")
            #expect(error?.detail.contains(words) == true, "\(text): \(String(describing: error))")
            #expect(error?.isTransient == false)
        }
    }

    @Test func aQueryCanBeStoppedByItsName() async throws {
        let client = try await LiveServer.project().client
        _ = try await client.query("select 1 as one limit 1", refresh: .forceAsync, clientQueryID: "stop-me")
        try await client.cancelQuery(id: "stop-me")
        try await client.cancelQuery(id: "never-known")
    }
}
