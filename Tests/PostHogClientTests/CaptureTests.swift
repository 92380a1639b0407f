import JSON
import Testing

@testable import PostHogClient

struct CaptureTests {
    private static let event = PostHogCaptureEvent(
        event: "order", distinctID: "u1", properties: ["amount": 10.0, "n": 10], timestamp: "2026-01-02T03:04:05Z",
        uuid: "0190f3f0-0000-7000-8000-000000000001")

    @Test func aBatchCarriesTheTokenAndNoKey() async throws {
        try await TestServer.run { _, _, _ in
            .json(["status": "Ok"])
        } test: { server, client in
            let raw = PostHogCaptureEvent(json: ["event": "$identify", "distinct_id": "u1", "$set": ["a": 1]])
            try await client.batch([Self.event, raw], historicalMigration: true)
            let request = try #require(server.requests.first)
            #expect(request.path == "/batch/")
            #expect(request.headers["authorization"] == nil)
            #expect(request.json["api_key"] == "phc_token_of_the_test")
            #expect(request.json["historical_migration"] == true)
            #expect(PostHogTime(request.json["sent_at"]?.stringValue ?? "") != nil)
            #expect(request.json["batch"] == [.object(Self.event.json), .object(raw.json)])
            #expect(String(decoding: request.body, as: UTF8.self).contains("\"amount\":10.0,\"n\":10"))
        }
    }

    @Test(arguments: [["status": "Ok"], ["status": 1], ["status": "Ok", "quota_limited": ["events"]]] as [JSON])
    func bothReceiptsAreUnderstood(_ receipt: JSON) async throws {
        try await TestServer.run { _, _, _ in
            .json(receipt)
        } test: { _, client in
            let answer = try await client.capture(Self.event)
            #expect(answer.quotaLimited == receipt["quota_limited"]?.strings ?? [])
        }
    }

    @Test(arguments: [TestServer.Reply.text("<html>Sign in</html>", status: 200), .json([:]), .text("", status: 204)])
    func anythingElseIsNoReceipt(_ reply: TestServer.Reply) async throws {
        try await TestServer.run { _, _, _ in
            reply
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) { try await client.capture(Self.event) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func aBatchThatIsTooLargeIsNotSent() async throws {
        try await TestServer.run { _, _, _ in
            .json(["status": "Ok"])
        } test: { server, client in
            let text = String(repeating: "x", count: PostHogClient.maximumBatchBytes)
            let large = PostHogCaptureEvent(event: "e", distinctID: "u", properties: ["text": .string(text)])
            let error = await #expect(throws: PostHogError.self) { try await client.capture(large) }
            #expect(error?.attr == "events")
            #expect(server.requests.isEmpty)
        }
    }
}
