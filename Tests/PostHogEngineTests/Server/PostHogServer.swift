import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import Testing

/// A PostHog of `Tests/system/posthog_server`, which runs HogQL on ClickHouse and can be made to fail.
///
/// Faults of a server meet every project of it, so tests that need them have a server of their own. `Tests/run` starts
/// both and gives the lines they print.
struct PostHogServer: Sendable {
    enum Use: String, Sendable {
        case undisturbed = "POSTHOG_TEST_SERVER"
        case faults = "POSTHOG_FAULT_SERVER"

        var line: JSON? {
            ProcessInfo.processInfo.environment[rawValue].flatMap { try? JSON(parsing: $0) }
        }

        /// Runs the tests only where there is such a server.
        var condition: ConditionTrait {
            .enabled(
                "\(rawValue) is not set: Tests/run swift starts Tests/system/posthog_server and gives the line it prints"
            ) { line != nil }
        }
    }

    struct Failure: Error {
        let text: String
    }

    let url: String
    let key: String
    let organization: String

    init(_ use: Use = .faults) throws {
        let settings = try #require(use.line)
        url = try #require(settings["url"]?.stringValue)
        key = try #require(settings["personal_key"]?.stringValue)
        organization = try #require(settings["organization_id"]?.stringValue)
    }

    /// A project of its own, without flags and events.
    /// - Parameter settings: what `/__control` takes of a project.
    func newProject(_ settings: JSONObject = [:]) async throws -> PostHogProject {
        let answer = try await control(["add_project": ["name": "test"]])
        let made = try #require(answer["add_project"])
        let id = try #require(made["id"]?.int64Value)
        if !settings.isEmpty {
            var settings = settings
            settings["id"] = .integer(id)
            try await control(["project": .object(settings)])
        }
        return PostHogProject(server: self, id: String(id), token: try #require(made["token"]?.stringValue))
    }

    // MARK: Control

    /// Makes the server fail; ``heal()`` ends it.
    func fail(_ fault: JSON...) async throws {
        try await control(["faults": .array(fault)])
    }

    func heal() async throws {
        try await control(["faults": [], "quota_limited": false])
    }

    /// How often something was asked for since the counters were reset.
    func requests(_ name: String) async throws -> Int64 {
        try await state()["requests"]?[name]?.int64Value ?? 0
    }

    /// What the server has counted.
    func state() async throws -> JSON {
        try await send(HTTPClientRequest(url: url + "/__control"))
    }

    @discardableResult
    func control(_ commands: JSON) async throws -> JSON {
        try await post("/__control", commands)
    }

    @discardableResult
    func post(_ path: String, _ body: JSON) async throws -> JSON {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body.serialized()))
        return try await send(request)
    }

    private func send(_ request: HTTPClientRequest) async throws -> JSON {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 64 * 1_024 * 1_024)
        guard response.status == .ok else { throw Failure(text: "\(response.status): \(String(buffer: body))") }
        return try JSON(parsing: Array(body.readableBytesView))
    }
}
