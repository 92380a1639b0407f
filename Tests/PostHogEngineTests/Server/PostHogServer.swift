import Foundation
import JSON
import Logging
import PostHogClient
import Testing

@testable import PostHogEngine

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A PostHog of `Tests/system/posthog_server` that tests may make fail.
///
/// Faults of a server meet every project of it, so tests that need them have a server of their own:
/// `POSTHOG_FAULT_SERVER` holds the line it prints, as `POSTHOG_TEST_SERVER` holds that of the one nobody disturbs.
struct PostHogServer: Sendable {
    struct Project: Sendable {
        let id: String
        let token: String
    }

    enum Use: String, Sendable {
        case undisturbed = "POSTHOG_TEST_SERVER"
        case faults = "POSTHOG_FAULT_SERVER"

        var line: JSON? {
            ProcessInfo.processInfo.environment[rawValue].flatMap { try? JSON(parsing: $0) }
        }

        /// Runs the tests only where there is such a server.
        var condition: ConditionTrait {
            .enabled("\(rawValue) is not set: start Tests/system/posthog_server and give the line it prints") {
                line != nil
            }
        }
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
    func newProject() async throws -> Project {
        let answer = try await control(["add_project": ["name": "test"]])
        let made = try #require(answer["add_project"])
        let id = try #require(made["id"]?.int64Value)
        return Project(id: String(id), token: try #require(made["token"]?.stringValue))
    }

    func credentials(_ project: Project, key: String? = nil) throws -> PostHogCredentials {
        try PostHogCredentials(
            apiKey: key ?? self.key, host: PostHogHost(url), projectID: project.id, projectToken: project.token)
    }

    func configuration(_ project: Project, key: String? = nil) throws -> PostHogConfiguration {
        var configuration = PostHogConfiguration(credentials: try credentials(project, key: key))
        configuration.retry.baseDelay = .milliseconds(20)
        return configuration
    }

    func client(_ project: Project) throws -> PostHogClient {
        PostHogClient(try configuration(project))
    }

    func upstream(_ project: Project) throws -> PostHogUpstream {
        let credentials = try credentials(project)
        return PostHogUpstream(
            try configuration(project), credentials: { credentials }, logger: Logger(label: "test"))
    }

    func store(
        _ project: Project, in directory: TemporaryDirectory,
        _ settings: FlagMirrorSettings = FlagMirrorSettings(firstAnswer: .seconds(20))
    ) throws -> PostHogFlagStore {
        try PostHogFlagStore(
            directory: directory.path, upstream: try upstream(project), settings: settings,
            logger: Logger(label: "test"))
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
        try await get("/__control")["requests"]?[name]?.int64Value ?? 0
    }

    @discardableResult
    func control(_ commands: JSON) async throws -> JSON {
        var request = URLRequest(url: try #require(URL(string: url + "/__control")))
        request.httpMethod = "POST"
        request.httpBody = Data(commands.serialized())
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let (body, response) = try await URLSession.shared.data(for: request)
        let answer = try JSON(parsing: Array(body))
        #expect((response as? HTTPURLResponse)?.statusCode == 200, "\(answer)")
        return answer
    }

    private func get(_ path: String) async throws -> JSON {
        let (body, _) = try await URLSession.shared.data(from: try #require(URL(string: url + path)))
        return try JSON(parsing: Array(body))
    }
}
