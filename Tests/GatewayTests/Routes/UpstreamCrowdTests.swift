import FastCGI
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI
import Logging
import Testing

@testable import Gateway

struct UpstreamCrowdTests {
    private struct Failed: Error {}

    private func call(_ route: Route) async throws -> HTTPResponse.Status {
        let source = FastCGIRequestContextSource(logger: Logger(label: "test"), metaVariables: Parameters([]))
        let head = HTTPRequest(method: route.method, scheme: "http", authority: "localhost", path: route.path)
        return try await route.handler(Request(head: head, body: RequestBody(buffer: .init())), .init(source: source))
            .status
    }

    @Test(
        "a full crowd keeps out what may wait for PostHog, and nothing else",
        arguments: [
            (.get, "/api/analytics/user/activity", true), (.get, "/api/posthog/events", true),
            (.patch, "/api/flags/{key}", true), (.post, "/api/flag-insight/affected", true),
            (.put, "/api/cohorts/{id}", true), (.post, "/openfeature/v0/manifest/flags", true),
            (.get, "/openfeature/v0/manifest", false), (.post, "/ofrep/v1/evaluate/flags", false),
            (.post, "/flags", false), (.post, "/batch", false), (.get, "/health", false),
        ] as [(HTTPRequest.Method, String, Bool)])
    func routes(method: HTTPRequest.Method, path: String, isKeptOut: Bool) async throws {
        let full = UpstreamCrowd(limit: 0)
        let route = full.bounded(
            Route(method: method, path: path, access: .everyone) { _, _ in Response(status: .ok) })
        if isKeptOut {
            let problem = await #expect(throws: Problem.self) { try await call(route) }
            #expect(problem?.status == .serviceUnavailable)
            #expect(problem?.retryAfterSeconds == 1)
        } else {
            #expect(try await call(route) == .ok)
        }
    }

    @Test func aPlaceIsFreeAgainHoweverARequestEnds() async throws {
        let crowd = UpstreamCrowd(limit: 1)
        let failing = crowd.bounded(
            Route(method: .get, path: "/api/posthog/events", access: .everyone) { _, _ in
                throw Failed()
            })
        let inner = crowd.bounded(
            Route(method: .get, path: "/api/posthog/project", access: .everyone) { _, _ in Response(status: .ok) })
        let outer = crowd.bounded(
            Route(method: .get, path: "/api/posthog/groups", access: .everyone) { _, _ in
                await #expect(throws: Problem.self) { try await call(inner) }
                return Response(status: .ok)
            })
        await #expect(throws: Failed.self) { try await call(failing) }
        #expect(try await call(outer) == .ok)
        #expect(try await call(inner) == .ok)
    }
}
