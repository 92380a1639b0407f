import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LiveCaptureTests {
    private static func count(_ client: PostHogClient) async throws -> JSON? {
        try await client.query("select count() as n from events limit 1", refresh: .forceBlocking).rows.first?.first
    }

    @Test(arguments: [false, true]) func aLargeBatchArrivesWholeWhetherPackedOrNot(isPacked: Bool) async throws {
        let project = try await LiveServer.project()
        var configuration = try project.configuration()
        configuration.compressedFromBytes = isPacked ? 1_024 : .max
        let client = PostHogClient(configuration)
        let text = "x'\\\"\n😀 é"
        try await client.batch(
            (0..<1_000).map { .numbered($0, second: $0, ["text": .string(text), "ten": 10.0]) },
            historicalMigration: true)
        let stored = try await Self.count(client)
        #expect(stored == 1_000)
        let row = try await client.query(
            "select properties from events where uuid = {id} limit 1",
            values: ["id": .string(PostHogCaptureEvent.uuid(999))])
        let properties = try JSON(parsing: try #require(row.rows.first?.first?.stringValue))
        #expect(properties["text"] == .string(text))
        #expect(properties["ten"] == 10.0)
    }

    @Test func whatIsSentTwiceIsStoredOnce() async throws {
        let project = try await LiveServer.project()
        let client = try project.client
        for _ in 0..<2 { try await project.store([.numbered(1), .numbered(2)]) }
        let stored = try await Self.count(client)
        #expect(stored == 2)
    }

    @Test func timesAreKeptWhenEventsWaitedInAQueue() async throws {
        let project = try await LiveServer.project()
        try await project.store([.numbered(1, second: 5)])
        let rows = try await project.client.query("select timestamp from events limit 1").rows
        #expect(rows == [["2026-01-01T00:00:05Z"]])
    }

    @Test func oneEventOfAPersonSaysWhoThePersonIs() async throws {
        let client = try await LiveServer.project().client
        let receipt = try await client.capture(
            PostHogCaptureEvent(
                event: "$identify", distinctID: "known",
                properties: ["$anon_distinct_id": "anonymous", "$set": ["email": "ann@example.org"]]))
        #expect(receipt.quotaLimited.isEmpty)
        let rows = try await client.query(
            "select properties.email as email from persons limit 10", refresh: .forceBlocking
        ).rows
        #expect(rows == [["ann@example.org"]])
    }

    @Test func aBadBatchIsRefusedWholeAndInWords() async throws {
        let client = try await LiveServer.project().client
        let cases: [(String, String)] = [
            (#"{"distinct_id":"u"}"#, "event name"), (#"{"event":"e","distinct_id":""}"#, "distinct_id"),
            (#"{"event":"e","distinct_id":"u","uuid":"x"}"#, "uuid"), ("{", "parse"), ("[]", "object"),
        ]
        for (event, words) in cases {
            let error = await #expect(throws: PostHogError.self) {
                try await client.deliver([#"{"event":"good","distinct_id":"u"}"#, event])
            }
            #expect(error?.kind == .validation)
            #expect(error?.detail.contains(words) == true, "\(String(describing: error))")
        }
        let stored = try await Self.count(client)
        #expect(stored == 0)
    }

    @Test func anUnknownTokenIsTakenAndForgotten() async throws {
        let client = try await LiveServer.project().client
        try await client.capture(.numbered(1), token: "phc_nobodysToken")
        let stored = try await Self.count(client)
        #expect(stored == 0)
        let error = await #expect(throws: PostHogError.self) {
            try await client.capture(.numbered(1), token: "phx_aPersonalKey")
        }
        #expect(error?.kind == .authentication)
    }

    @Test func theTokenIsLookedUpWhenNoneIsGiven() async throws {
        let project = try await LiveServer.project()
        var configuration = try project.configuration()
        configuration.credentials = try PostHogCredentials(
            apiKey: project.server.personalKey, host: PostHogHost(project.server.url), projectID: String(project.id))
        let client = PostHogClient(configuration)
        try await client.capture(.numbered(1))
        let stored = try await Self.count(client)
        #expect(stored == 1)
        let token = try await client.projectToken()
        #expect(token == project.token)
    }
}
