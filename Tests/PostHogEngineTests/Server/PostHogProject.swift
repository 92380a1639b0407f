import Analytics
import JSON
import Logging
import PostHogClient
import Testing

@testable import PostHogEngine

/// A project of a test server, what talks to it, and the way events come into it: capture, as SDKs do it.
struct PostHogProject: Sendable {
    let server: PostHogServer
    let id: String
    let token: String

    func credentials(key: String? = nil) throws -> PostHogCredentials {
        try PostHogCredentials(
            apiKey: key ?? server.key, host: PostHogHost(server.url), projectID: id, projectToken: token)
    }

    func configuration(key: String? = nil) throws -> PostHogConfiguration {
        var configuration = PostHogConfiguration(credentials: try credentials(key: key))
        configuration.timeout = .seconds(120)
        configuration.deadline = .seconds(300)
        configuration.retry.baseDelay = .milliseconds(20)
        return configuration
    }

    func client() throws -> PostHogClient {
        PostHogClient(try configuration())
    }

    func upstream() throws -> PostHogUpstream {
        let credentials = try credentials()
        return PostHogUpstream(
            try configuration(), credentials: { credentials }, logger: Logger(label: "test"))
    }

    func store(
        in directory: TemporaryDirectory,
        _ settings: FlagMirrorSettings = FlagMirrorSettings(firstAnswer: .seconds(120)),
        recordAudit: PostHogFlagStore.RecordAudit? = nil
    ) throws -> PostHogFlagStore {
        try PostHogFlagStore(
            directory: directory.path, upstream: try upstream(), settings: settings, recordAudit: recordAudit,
            logger: Logger(label: "test"))
    }

    /// An engine that keeps no answer, so that what was captured is seen at once.
    func freshEngine() throws -> PostHogEngine {
        var settings = LookupSettings()
        settings.freshSeconds = 0
        settings.keptSeconds = 0
        settings.factSeconds = 0
        settings.factPatience = .seconds(120)
        settings.queriesPerMinute = 10_000
        settings.queriesPerHour = 10_000
        settings.factQueriesPerMinute = 10_000
        settings.factQueriesPerHour = 10_000
        return try engine(settings)
    }

    func engine(_ settings: LookupSettings = LookupSettings()) throws -> PostHogEngine {
        PostHogEngine(upstream: try upstream(), sink: self, settings: settings)
    }
}

extension PostHogProject: EventSink {
    func accept(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int {
        let batch = events.map { event in
            JSON.object([
                "event": .string(event.event), "distinct_id": .string(event.distinctID),
                "timestamp": .string(event.timestamp.description), "uuid": .string(event.uuid.description),
                "properties": .object(event.properties),
            ])
        }
        // A caller that stops waiting takes nothing back, as with an outbox.
        let sending = Task {
            try await server.post("/batch/", ["api_key": .string(token), "batch": .array(batch)])
        }
        if case .failure(let error) = await sending.result { throw EventStoreError(.failed, "\(error)") }
        return events.count
    }

    func checkReadiness() async throws(EventStoreError) {}
}
