import JSON
import Testing

@testable import PostHogClient

/// The shapes errors have: those the server gives by itself, and those it is told to give in one project only.
@Suite(LiveServer.condition)
struct LiveErrorTests {
    @Test func aWrongKeyAMissingScopeAndAnotherProjectAreToldApart() async throws {
        let project = try await LiveServer.project()
        let stranger = PostHogClient(try project.configuration(key: "phx_nobody"))
        let wrong = await #expect(throws: PostHogError.self) { _ = try await stranger.query("select 1 as one") }
        #expect(wrong?.kind == .authentication)
        #expect(wrong?.status == 401)
        #expect(wrong?.type == "authentication_error")
        #expect(wrong?.code == "authentication_failed")
        #expect(wrong?.description.contains("phx_nobody") == false)

        let reader = try await project.client(scopes: ["query:read", "feature_flag:read"])
        let rows = try await reader.query("select 1 as one limit 1").rows
        #expect(rows == [[1]])
        let scope = await #expect(throws: PostHogError.self) { _ = try await reader.createFlag(["key": "a"]) }
        #expect(scope?.kind == .permission)
        #expect(scope?.detail.contains("feature_flag:write") == true)

        let elsewhere = try await project.client(scopes: ["*"], projects: [project.id + 1_000_000])
        let other = await #expect(throws: PostHogError.self) { _ = try await elsewhere.query("select 1 as one") }
        #expect(other?.kind == .permission)

        var configuration = try project.configuration()
        configuration.credentials = try PostHogCredentials(
            apiKey: project.server.personalKey, host: PostHogHost(project.server.url), projectID: "99999999")
        let unknown = PostHogClient(configuration)
        let missing = await #expect(throws: PostHogError.self) { _ = try await unknown.query("select 1 as one") }
        #expect(missing?.kind == .notFound)
    }

    @Test func theShapesOfFlagActionsAndOfCaptureAreRead() async throws {
        let client = try await LiveServer.project().client
        let flag = try await client.createFlag([
            "key": "a", "filters": ["groups": [["properties": [], "rollout_percentage": 0]]],
        ])
        // {"error": …}
        let action = await #expect(throws: PostHogError.self) { _ = try await client.flag(id: flag.id, version: 9) }
        #expect(action?.kind == .notFound)
        #expect(action?.detail.contains("ersion 9") == true)
        #expect(action?.type == nil)
        // No body at all.
        let empty = await #expect(throws: PostHogError.self) { _ = try await client.remoteConfiguration(flag: "a") }
        #expect(empty?.kind == .notFound)
        #expect(empty?.detail == "there is no such thing")
        // Plain text.
        let text = await #expect(throws: PostHogError.self) { try await client.deliver([#"{"event":"no one"}"#]) }
        #expect(text?.kind == .validation)
        #expect(text?.detail.contains("distinct_id") == true)
        #expect(text?.call == "POST /batch/")
    }

    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fault: JSONObject
        let kind: PostHogError.Kind
        var type: String?
        var code: String?
        let detail: String
        var attr: String?
    }

    static let shapes: [Shape] = [
        Shape(
            testDescription: "the private API's own",
            fault: [
                "kind": "status", "status": 400,
                "body": ["type": "validation_error", "code": "invalid_input", "detail": "No.", "attr": "a__b"],
            ], kind: .validation, type: "validation_error", code: "invalid_input", detail: "No.", attr: "a__b"),
        Shape(
            testDescription: "error", fault: ["kind": "status", "status": 400, "body": ["error": "Not so."]],
            kind: .validation, detail: "Not so."),
        Shape(
            testDescription: "success and error",
            fault: ["kind": "status", "status": 404, "body": ["success": false, "error": "None."]], kind: .notFound,
            detail: "None."),
        Shape(
            testDescription: "plain text", fault: ["kind": "status", "status": 403, "body": "go away\n"],
            kind: .permission, detail: "go away"),
        Shape(
            testDescription: "nothing", fault: ["kind": "status", "status": 405], kind: .rejected,
            detail: "this method is not allowed here"),
        Shape(
            testDescription: "a page",
            fault: ["kind": "status", "status": 502, "body": "<html><title>Bad Gateway</title></html>"], kind: .server,
            detail: "an HTML page in place of an answer: Bad Gateway"),
        Shape(
            testDescription: "a query that takes too long",
            fault: ["kind": "status", "status": 504, "body": ["code": "clickhouse_timeout", "detail": "Too long."]],
            kind: .queryTimeout, code: "clickhouse_timeout", detail: "Too long."),
    ]

    @Test(arguments: shapes) func everyShapeKeepsWhatItSays(_ shape: Shape) async throws {
        let project = try await LiveServer.project()
        try await project.fail("query", shape.fault)
        let client = try project.client.with(attempts: 1)
        let error = await #expect(throws: PostHogError.self) { _ = try await client.query("select 1 as one limit 1") }
        #expect(error?.kind == shape.kind)
        #expect(error?.type == shape.type)
        #expect(error?.code == shape.code)
        #expect(error?.detail == shape.detail)
        #expect(error?.attr == shape.attr)
        #expect(error?.call == "POST /api/projects/\(project.id)/query/")
    }

    @Test(arguments: ["cut", "truncated", "reset", "malformed", "empty", "hang"])
    func anAnswerThatFailsIsNeverTakenForOne(_ kind: String) async throws {
        let project = try await LiveServer.project()
        try await project.fail("query", ["kind": .string(kind)])
        let client = try project.client.with(timeout: kind == "hang" ? .milliseconds(700) : .seconds(30), attempts: 1)
        let error = await #expect(throws: PostHogError.self) { _ = try await client.query("select 1 as one limit 1") }
        let kinds: [PostHogError.Kind] =
            switch kind {
            case "malformed", "empty": [.malformed]
            case "hang": [.timeout]
            default: [.unreachable]
            }
        #expect(kinds.contains(error?.kind ?? .cancelled), "\(String(describing: error))")
        #expect(error?.isTransient == true)
    }

    @Test func aFailureThatPassesIsNotSeen() async throws {
        let project = try await LiveServer.project()
        try await project.fail("query", ["kind": "status", "status": 503, "times": 1])
        let rows = try await project.client.query("select 1 as one limit 1").rows
        #expect(rows == [[1]])
        try await project.fail("feature_flags", ["kind": "cut", "times": 1, "method": "GET"])
        let flags = try await project.client.flags().collect()
        #expect(flags.isEmpty)
    }

    @Test(arguments: [nil, "1"] as [String?])
    func aThrottledCallWaitsAsLongAsItIsTold(header: String?) async throws {
        let project = try await LiveServer.project()
        var fault: JSONObject = [
            "kind": "status", "status": 429, "times": 1,
            "body": [
                "type": "throttled_error", "code": "throttled", "attr": nil,
                "detail": "Request was throttled. Expected available in 1 second.",
            ],
        ]
        if let header { fault["headers"] = ["Retry-After": .string(header)] }
        try await project.fail("query", fault)
        let start = ContinuousClock.now
        let rows = try await project.client.query("select 1 as one limit 1").rows
        #expect(rows == [[1]])
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test func aWaitBeyondTheDeadlineIsToldToTheCaller() async throws {
        let project = try await LiveServer.project()
        try await project.fail(
            "query",
            [
                "kind": "status", "status": 429,
                "body": ["detail": "Request was throttled. Expected available in 37 seconds."],
            ])
        let client = try project.client.with(deadline: .seconds(5))
        let error = await #expect(throws: PostHogError.self) { _ = try await client.query("select 1 as one limit 1") }
        #expect(error?.kind == .throttled)
        #expect(error?.retryAfterSeconds == 37)
        // The whole family waits; others do not.
        let next = await #expect(throws: PostHogError.self) { _ = try await client.query("select 2 as two limit 1") }
        #expect(next?.kind == .limited)
        let flags = try await client.flags().collect()
        #expect(flags.isEmpty)
    }

    @Test func aFlagWhoseAnswerWasLostIsNotMadeTwice() async throws {
        let project = try await LiveServer.project()
        try await project.fail("feature_flags", ["kind": "reset", "after": true, "times": 1, "method": "POST"])
        let client = try project.client
        let error = await #expect(throws: PostHogError.self) {
            _ = try await client.createFlag([
                "key": "once", "filters": ["groups": [["properties": [], "rollout_percentage": 0]]],
            ])
        }
        #expect(error?.kind == .unreachable)
        let keys = try await client.flags().collect().map(\.key)
        #expect(keys == ["once"])
    }
}
