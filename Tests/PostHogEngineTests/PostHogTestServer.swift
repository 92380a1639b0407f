import Analytics
import AsyncHTTPClient
import EngineConformance
import JSON
import NIOCore
import NIOHTTP1
import PostHogClient
import PostHogEngine
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The server of the system tests that behaves as PostHog does and runs HogQL on ClickHouse.
///
/// `POSTHOG_TEST_SERVER` holds the line it prints when it listens: JSON with `url` and `personal_key`.
struct PostHogTestServer: Sendable {
    /// Nil when no server runs for the tests.
    static let shared: PostHogTestServer? = {
        guard let text = getenv("POSTHOG_TEST_SERVER"), let line = try? JSON(parsing: String(cString: text)),
            let url = line["url"]?.stringValue, let key = line["personal_key"]?.stringValue
        else { return nil }
        return PostHogTestServer(url: url, personalKey: key)
    }()

    static let condition = ConditionTrait.enabled(
        "POSTHOG_TEST_SERVER is not set: start Tests/system/posthog_server and give the line it prints"
    ) { shared != nil }

    let url: String
    let personalKey: String

    /// A new, empty project.
    func project(_ settings: JSONObject = [:]) async throws -> PostHogTestProject {
        let made = try await control(["add_project": ["name": "conformance"]])
        let answer = made["add_project"] ?? .null
        guard let id = answer["id"]?.int64Value, let token = answer["token"]?.stringValue else {
            throw Failure(text: "no project in \(made.text)")
        }
        if !settings.isEmpty {
            var settings = settings
            settings["id"] = .integer(id)
            _ = try await control(["project": .object(settings)])
        }
        return PostHogTestProject(server: self, id: id, token: token)
    }

    func control(_ change: JSON) async throws -> JSON {
        try await post("/__control", change)
    }

    func statistics() async throws -> JSON {
        try await send(HTTPClientRequest(url: url + "/__control"))
    }

    func post(_ path: String, _ body: JSON) async throws -> JSON {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body.serialized()))
        return try await send(request)
    }

    private func send(_ request: HTTPClientRequest) async throws -> JSON {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 64 * 1024 * 1024)
        guard response.status == .ok else { throw Failure(text: "\(response.status): \(String(buffer: body))") }
        return try JSON(parsing: Array(body.readableBytesView))
    }

    struct Failure: Error {
        let text: String
    }
}
