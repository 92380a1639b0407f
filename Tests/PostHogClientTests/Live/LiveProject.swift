import Foundation
import JSON
import PostHogClient

/// A project of the test server, and a client of it.
struct LiveProject: Sendable {
    let server: LiveServer
    let id: Int64
    let token: String
    let organization: String

    func configuration(key: String? = nil) throws -> PostHogConfiguration {
        var configuration = PostHogConfiguration(
            credentials: try PostHogCredentials(
                apiKey: key ?? server.personalKey, host: PostHogHost(server.url), projectID: String(id),
                projectToken: token))
        configuration.timeout = .seconds(60)
        configuration.deadline = .seconds(120)
        configuration.retry.baseDelay = .milliseconds(20)
        return configuration
    }

    var client: PostHogClient {
        get throws { PostHogClient(try configuration()) }
    }

    /// A client whose key has these scopes only.
    func client(scopes: [String], projects: [Int64] = []) async throws -> PostHogClient {
        let key = "phx_" + UUID().uuidString.filter { $0 != "-" }
        try await server.control([
            "add_key": [
                "value": .string(key), "scopes": .array(scopes.map { .string($0) }),
                "projects": .array(projects.map { .integer($0) }),
            ]
        ])
        return PostHogClient(try configuration(key: key))
    }

    /// Makes calls below a path of the project fail, whatever other tests do: `add_faults` takes nothing away.
    func fail(_ path: String, _ fault: JSONObject) async throws {
        let place: JSON = .string("/api/projects/\(id)/\(path)")
        try await server.control(["add_faults": [.object(fault.merging(["path": place]) { $1 })]])
    }

    /// Stores events at exactly the times they carry.
    func store(_ events: [PostHogCaptureEvent]) async throws {
        try await client.deliver(events.map { JSON.object($0.json).text })
    }
}

extension PostHogCaptureEvent {
    /// An event some seconds after the beginning of 2026, with a UUID that is its number.
    static func numbered(
        _ number: Int, event: String = "numbered", of distinctID: String = "u1", second: Int = 0,
        _ properties: JSONObject = [:]
    ) -> PostHogCaptureEvent {
        let time = Date(timeIntervalSince1970: 1_767_225_600 + Double(second))
        return PostHogCaptureEvent(
            event: event, distinctID: distinctID,
            properties: properties.merging(["number": .integer(Int64(number))]) { $1 },
            timestamp: time.formatted(.iso8601), uuid: uuid(number))
    }

    static func uuid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "0190f3f0-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
}
