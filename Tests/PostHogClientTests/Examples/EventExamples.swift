import JSON
import PostHogClient
import Testing

@Suite(LiveServer.condition)
struct EventExamples {
    @Test func events() async throws {
        let client = try await LiveProject.example().client
        let id = PostHogCaptureEvent.uuid(1)

        let filter = PostHogEventFilter(
            event: "signup", after: "2026-01-01T00:00:00Z", before: "2026-02-01T00:00:00Z")
        for try await event in client.events(matching: filter) { print(event.timestamp, event.distinctID) }
        let event = try await client.event(id: id)
        let browsers = try await client.eventValues(key: "$browser", eventName: "$pageview")
        let eventNames = try await client.eventValues(key: "custom_event")
        let properties = try await client.propertyDefinitions(type: "event", search: "price").collect()

        #expect(event.event == "signup")
        #expect(browsers == ["Firefox"])
        #expect(eventNames == ["visit"])
        #expect(properties.count <= 1)
    }

    @Test func capture() async throws {
        let client = try await LiveProject.example().client

        let event = PostHogCaptureEvent(
            event: "order", distinctID: "user-1", properties: ["amount": 29.5], timestamp: "2026-01-02T03:04:05Z",
            uuid: "0190f3f0-0000-7000-8000-0000000000ff")
        try await client.capture(event)
        try await client.batch([event], historicalMigration: true)

        let rows = try await client.query("select uuid from events where event = 'order' limit 10").rows
        #expect(!rows.isEmpty)
    }

    @Test func delivery() async throws {
        let client = try await LiveProject.example().client

        try await client.deliver([#"{"event":"order","distinct_id":"u1","timestamp":"2026-01-02T03:04:05Z"}"#])

        let rows = try await client.query("select timestamp from events where event = 'order' limit 10").rows
        #expect(rows == [["2026-01-02T03:04:05Z"]])
    }
}
