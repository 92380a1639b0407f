import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import PostHogClient
import Testing

/// The server of the system tests that behaves as PostHog does and runs HogQL on ClickHouse.
///
/// `POSTHOG_TEST_SERVER` holds the line it prints when it listens: JSON with `url` and `personal_key`. Other tests use
/// it at the same time, so every test has a project of its own and disturbs no other.
struct LiveServer: Sendable {
    /// Nil when no server runs for the tests.
    static let shared: LiveServer? = {
        guard let text = ProcessInfo.processInfo.environment["POSTHOG_TEST_SERVER"],
            let line = try? JSON(parsing: text),
            let url = line["url"]?.stringValue, let key = line["personal_key"]?.stringValue
        else { return nil }
        return LiveServer(url: url, personalKey: key)
    }()

    static let condition = ConditionTrait.enabled(
        "POSTHOG_TEST_SERVER is not set: start Tests/system/posthog_server and give the line it prints"
    ) { shared != nil }

    let url: String
    let personalKey: String

    /// A new, empty project, in the organization of all or in one of its own.
    static func project(_ settings: JSONObject = [:], organization: String? = nil) async throws -> LiveProject {
        let server = try #require(shared)
        var wanted: JSONObject = ["name": "client tests"]
        if let organization { wanted["organization"] = .string(organization) }
        let made = try await server.control(["add_project": .object(wanted)])["add_project"]
        let project = LiveProject(
            server: server, id: try #require(made?["id"]?.int64Value), token: try #require(made?["token"]?.stringValue),
            organization: try #require(made?["organization"]?.stringValue))
        if !settings.isEmpty {
            let change = settings.merging(["id": .integer(project.id)]) { $1 }
            try await server.control(["project": .object(change)])
        }
        return project
    }

    @discardableResult
    func control(_ commands: JSON) async throws -> JSON {
        var request = HTTPClientRequest(url: url + "/__control")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: commands.serialized()))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 1024 * 1024)
        try #require(response.status == .ok, "\(String(buffer: body))")
        return try JSON(parsing: Array(body.readableBytesView))
    }
}
