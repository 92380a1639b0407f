import Analytics
import JSON
import PostHogClient
import PostHogEngine

/// A project of the test server, and the way events come into it: capture, as SDKs do it.
struct PostHogTestProject: EventSink {
    let server: PostHogTestServer
    let id: Int64
    let token: String

    func accept(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int {
        let batch = events.map { event in
            JSON.object([
                "event": .string(event.event), "distinct_id": .string(event.distinctID),
                "timestamp": .string(event.timestamp.description), "uuid": .string(event.uuid.description),
                "properties": .object(event.properties),
            ])
        }
        do {
            _ = try await server.post("/batch/", ["api_key": .string(token), "batch": .array(batch)])
        } catch {
            throw EventStoreError(.failed, "\(error)")
        }
        return events.count
    }

    func checkReadiness() async throws(EventStoreError) {}

    /// An engine that keeps no answer, so that what was captured is seen at once.
    func engine(_ change: (inout LookupSettings) -> Void = { _ in }) throws -> PostHogEngine {
        let credentials = try PostHogCredentials(
            apiKey: server.personalKey, host: PostHogHost(server.url), projectID: String(id), projectToken: token)
        let client = PostHogClient(PostHogConfiguration(credentials: credentials))
        var settings = LookupSettings()
        settings.freshSeconds = 0
        settings.keptSeconds = 0
        settings.factSeconds = 0
        settings.factPatience = .seconds(20)
        settings.queriesPerMinute = 10_000
        settings.queriesPerHour = 10_000
        settings.factQueriesPerMinute = 10_000
        settings.factQueriesPerHour = 10_000
        change(&settings)
        return PostHogEngine(client: { client }, sink: self, settings: settings)
    }
}
