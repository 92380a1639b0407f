import JSON
import Testing

@testable import PostHogClient

struct ErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: TestServer.Reply
        let kind: PostHogError.Kind
        var type: String?
        var code: String?
        let detail: String
        var attr: String?
        var retryAfter: Duration?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "the private API's shape",
            reply: .json(
                [
                    "type": "validation_error", "code": "invalid_input", "detail": "Enter a valid value.",
                    "attr": "filters__groups",
                ], status: 400),
            kind: .validation, type: "validation_error", code: "invalid_input", detail: "Enter a valid value.",
            attr: "filters__groups"),
        Case(
            name: "a wrong key",
            reply: .json(
                ["type": "authentication_error", "code": "authentication_failed", "detail": "invalid.", "attr": nil],
                status: 401),
            kind: .authentication, type: "authentication_error", code: "authentication_failed", detail: "invalid."),
        Case(
            name: "a missing scope has the type of an authentication error",
            reply: .json(
                [
                    "type": "authentication_error", "code": "permission_denied",
                    "detail": "API key missing required scope 'query:read'",
                ], status: 403),
            kind: .permission, type: "authentication_error", code: "permission_denied",
            detail: "API key missing required scope 'query:read'"),
        Case(
            name: "a flag action's shape", reply: .json(["error": "Flag is archived"], status: 400),
            kind: .validation, detail: "Flag is archived"),
        Case(
            name: "the shape with success", reply: .json(["success": false, "error": "No such thing"], status: 404),
            kind: .notFound, detail: "No such thing"),
        Case(name: "plain text", reply: .text("Rate limited\n", status: 429), kind: .throttled, detail: "Rate limited"),
        Case(
            name: "an empty body", reply: .text("", status: 405), kind: .rejected,
            detail: "this method is not allowed here"),
        Case(
            name: "a page",
            reply: .text(
                "<!doctype html><html><head><title>502 Bad Gateway</title></head></html>", status: 502,
                headers: ["Content-Type": "text/html"]),
            kind: .server, detail: "an HTML page in place of an answer: 502 Bad Gateway"),
        Case(
            name: "a page that refuses",
            reply: .text("<html>Sign in</html>", status: 400, headers: ["Content-Type": "text/html"]),
            kind: .malformed, detail: "an HTML page in place of an answer"),
        Case(
            name: "a field's own list", reply: .json(["name": ["This field is required."]], status: 400),
            kind: .validation, detail: "This field is required.", attr: "name"),
        Case(name: "a list", reply: .json(["Not so."], status: 400), kind: .validation, detail: "Not so."),
        Case(
            name: "seconds in the text of a 429",
            reply: .json(
                [
                    "type": "throttled_error", "code": "throttled",
                    "detail": "Request was throttled. Expected available in 37 seconds.",
                ], status: 429),
            kind: .throttled, type: "throttled_error", code: "throttled",
            detail: "Request was throttled. Expected available in 37 seconds.", retryAfter: .seconds(37)),
        Case(
            name: "the header before the text",
            reply: .json(["detail": "Expected available in 37 seconds."], status: 429, headers: ["Retry-After": "5"]),
            kind: .throttled, detail: "Expected available in 37 seconds.", retryAfter: .seconds(5)),
        Case(
            name: "a quota", reply: .json(["code": "quota_limit_exceeded", "detail": "Over quota"], status: 402),
            kind: .quota, code: "quota_limit_exceeded", detail: "Over quota"),
        Case(
            name: "a conflict", reply: .json(["detail": "Changed."], status: 409), kind: .conflict, detail: "Changed."),
        Case(
            name: "an estimate", reply: .json(["detail": "Too slow."], status: 512), kind: .queryTimeout,
            detail: "Too slow."),
        Case(
            name: "a redirect", reply: .text("", status: 302, headers: ["Location": "https://example.org/x?token=1"]),
            kind: .redirected,
            detail:
                "the answer is a redirect, which is never followed: check base_url; it points to https://example.org/x"
        ),
        Case(
            name: "an echoed key", reply: .text("bad key phx_secret_of_the_test!", status: 401), kind: .authentication,
            detail: "bad key [removed]!"),
    ]

    @Test(arguments: cases) func everyShapeOfErrorKeepsWhatItSays(_ example: Case) async throws {
        try await TestServer.run { _, _, _ in
            example.reply
        } test: { server, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.with(attempts: 1).project()
            }
            #expect(error?.kind == example.kind)
            #expect(error?.type == example.type)
            #expect(error?.code == example.code)
            #expect(error?.detail == example.detail)
            #expect(error?.attr == example.attr)
            #expect(error?.retryAfter == example.retryAfter)
            #expect(error?.call == "GET /api/projects/7/")
            // A redirect is not followed: nothing else was asked.
            #expect(server.requests.count == 1)
        }
    }

    @Test func aSuccessThatIsNoJSONIsMalformed() async throws {
        let replies: [TestServer.Reply] = [
            .text("<html><title>Welcome to the hotel</title></html>", status: 200), .text("", status: 200),
            .json([1, 2]), .json(["name": "no id"]),
            .text(String(repeating: "[", count: 100_000), status: 200),
        ]
        for reply in replies {
            try await TestServer.run { _, _, _ in
                reply
            } test: { _, client in
                let error = await #expect(throws: PostHogError.self) { _ = try await client.project() }
                #expect(error?.kind == .malformed)
                #expect(error?.call == "GET /api/projects/7/")
            }
        }
    }

    @Test func anAnswerLargerThanAllowedIsRefused() async throws {
        try await TestServer.run { _, _, _ in
            .text(String(repeating: " ", count: 200_000), status: 200)
        } test: { server, _ in
            var configuration = try server.configuration
            configuration.maximumResponseBytes = 100_000
            let client = PostHogClient(configuration)
            let error = await #expect(throws: PostHogError.self) { _ = try await client.project() }
            #expect(error?.kind == .tooLarge)
        }
    }

    @Test(arguments: [
        ("3", 3), ("0", 0), (" 12 ", 12), ("99999999999999999999", 3_600), ("Thu, 01 Jan 1970 00:01:40 GMT", 40),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0), ("soon", nil), ("", nil), ("-1", nil),
    ]) func theHeaderHoldsSecondsOrADate(_ value: String, _ seconds: Int?) {
        #expect(RetryAfter.header(value, now: 60) == seconds.map { Duration.seconds($0) })
    }

    @Test(arguments: [
        ("Expected available in 37 seconds.", 37), ("available in 1 second.", 1), ("no seconds", nil),
        ("too many", nil), ("in 99999999999999999999999 seconds", nil),
    ]) func theTextNamesTheSeconds(_ text: String, _ seconds: Int?) {
        #expect(RetryAfter.text(text) == seconds.map { Duration.seconds($0) })
    }
}
