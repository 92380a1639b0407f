import JSON
import Testing

@testable import PostHogClient

struct RetryTests {
    private static let project: JSON = ["id": 7, "api_token": "phc_x"]
    private static let flag: JSON = ["id": 3, "key": "a"]

    @Test(arguments: [500, 502, 503, 504]) func aReadingCallIsRepeatedAfterAServerError(status: Int) async throws {
        try await TestServer.run { _, number, _ in
            number < 3 ? .text("", status: status) : .json(Self.project)
        } test: { server, client in
            let project = try await client.project().id
            #expect(project == 7)
            #expect(server.requests.count == 3)
        }
    }

    @Test func aReadingCallIsRepeatedAfterALostConnection() async throws {
        try await TestServer.run { _, number, _ in
            number == 1 ? .cut : .json(Self.project)
        } test: { server, client in
            let project = try await client.project().id
            #expect(project == 7)
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [TestServer.Reply.text("", status: 500), .cut])
    func aWritingCallIsNotRepeatedWhenItMayHaveBeenDone(_ reply: TestServer.Reply) async throws {
        try await TestServer.run { _, _, _ in
            reply
        } test: { server, client in
            await #expect(throws: PostHogError.self) { _ = try await client.createFlag(["key": "a"]) }
            #expect(server.requests.count == 1)
        }
    }

    @Test func aThrottledWritingCallIsRepeated() async throws {
        try await TestServer.run { _, number, _ in
            number == 1 ? .text("", status: 429, headers: ["Retry-After": "0"]) : .json(Self.flag, status: 201)
        } test: { server, client in
            let flag = try await client.createFlag(["key": "a"]).id
            #expect(flag == 3)
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [400, 401, 403, 404, 409, 405, 501]) func aRefusalIsFinal(status: Int) async throws {
        try await TestServer.run { _, _, _ in
            .text("", status: status)
        } test: { server, client in
            await #expect(throws: PostHogError.self) { _ = try await client.project() }
            #expect(server.requests.count == 1)
        }
    }

    @Test func anEventBatchIsRepeatedOnlyWithIdentifiers() async throws {
        let known = PostHogCaptureEvent(event: "a", distinctID: "u", uuid: "0190f3f0-0000-7000-8000-000000000001")
        let unknown = PostHogCaptureEvent(event: "a", distinctID: "u")
        for (events, attempts) in [([known], 3), ([known, unknown], 1)] {
            try await TestServer.run { _, _, _ in
                .text("busy", status: 503)
            } test: { server, client in
                await #expect(throws: PostHogError.self) { try await client.batch(events) }
                #expect(server.requests.count == attempts)
            }
        }
    }

    /// By the difference to its own clock PostHog moves the events' times: one that is old moves them.
    @Test func aRepeatedBatchTellsWhenItIsSentAnew() async throws {
        let event = PostHogCaptureEvent(event: "a", distinctID: "u", uuid: "0190f3f0-0000-7000-8000-000000000001")
        try await TestServer.run { _, number, _ in
            number < 3 ? .text("busy", status: 503) : .json(["status": "Ok"])
        } test: { server, client in
            try await client.batch([event])
            let times = server.requests.compactMap { $0.json["sent_at"]?.stringValue.flatMap { PostHogTime($0) } }
            try #require(times.count == 3)
            #expect(times[0] < times[1])
            #expect(times[1] < times[2])
            #expect(server.requests.allSatisfy { $0.json["batch"] == [.object(event.json)] })
        }
    }

    @Test func theWaitPostHogAsksForIsKept() async throws {
        try await TestServer.run { _, number, _ in
            number == 1
                ? .json(["detail": "Expected available in 7 seconds."], status: 429) : .json(Self.project)
        } test: { server, _ in
            let clock = ManualClock(movesItself: true)
            let client = PostHogClient(try server.configuration, clock: clock)
            let project = try await client.project().id
            #expect(project == 7)
            #expect(clock.pauses.contains { $0 >= .seconds(7) })
        }
    }

    @Test func aWaitBeyondTheDeadlineIsLeftToTheCaller() async throws {
        try await TestServer.run { _, _, _ in
            .json(["detail": "Expected available in 700 seconds."], status: 429)
        } test: { server, client in
            let first = await #expect(throws: PostHogError.self) { _ = try await client.project() }
            #expect(first?.kind == .throttled)
            #expect(first?.retryAfterSeconds == 700)
            // Others of the same family are told at once instead of asking PostHog again.
            let second = await #expect(throws: PostHogError.self) { _ = try await client.flag(id: 1) }
            #expect(second?.kind == .limited)
            #expect((690...700).contains(second?.retryAfterSeconds ?? 0))
            #expect(server.requests.count == 1)
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [TestServer.Reply.hang, .trickle])
    func anAnswerThatDoesNotEndIsGivenUp(_ reply: TestServer.Reply) async throws {
        try await TestServer.run { _, _, _ in
            reply
        } test: { server, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.with(timeout: .seconds(10), attempts: 2).project()
            }
            #expect(error?.kind == .timeout)
            #expect(server.requests.count == 2)
        }
    }

    @Test func aTimedOutQueryIsNotAskedAgain() async throws {
        try await TestServer.run { _, _, _ in
            .hang
        } test: { server, client in
            let error = await #expect(throws: PostHogError.self) {
                _ = try await client.with(timeout: .seconds(10)).query("select 1")
            }
            #expect(error?.kind == .timeout)
            #expect(server.requests.count == 1)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func theDeadlineEndsAllAttempts() async throws {
        try await TestServer.run { _, _, _ in
            .hang
        } test: { server, client in
            let limited = client.with(timeout: .seconds(3_600), deadline: .milliseconds(200))
            let error = await #expect(throws: PostHogError.self) { _ = try await limited.project() }
            #expect(error?.kind == .timeout)
        }
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        var configuration = PostHogConfiguration(
            credentials: try PostHogCredentials(
                apiKey: "phx_x", host: PostHogHost("http://127.0.0.1:1"), projectID: "1"))
        let attempts = ExchangeLog()
        configuration.onExchange = { attempts.append($0) }
        configuration.retry.baseDelay = .milliseconds(1)
        // So many tests at once may take the machine longer than a call usually has.
        configuration.timeout = .seconds(120)
        configuration.deadline = .seconds(600)
        let client = PostHogClient(configuration)
        // Nothing was sent, so that even a writing call is tried again.
        let error = await #expect(throws: PostHogError.self) { _ = try await client.createFlag(["key": "a"]) }
        #expect(error?.kind == .unreachable)
        #expect(error?.isTransient == true)
        #expect(attempts.exchanges.map(\.failure) == [.unreachable, .unreachable, .unreachable])
    }

    @Test func callsThatHangTakeNoConnectionFromOthers() async throws {
        try await TestServer.run { request, _, _ in
            request.path.contains("persons") ? .hang : .json(["status": "Ok"])
        } test: { server, client in
            let patient = client.with(timeout: .seconds(3_600), deadline: .seconds(3_600))
            let hanging = (0..<40).map { _ in Task { try await patient.person(id: "1") } }
            while server.requests.count < 16 { try await Task.sleep(for: .milliseconds(5)) }
            try await client.with(attempts: 1).capture(PostHogCaptureEvent(event: "a", distinctID: "u"))
            for call in hanging { call.cancel() }
            for call in hanging { await #expect(throws: PostHogError.self) { _ = try await call.value } }
        }
    }

    @Test func aCancelledCallEndsAtOnce() async throws {
        try await TestServer.run { _, _, _ in
            .hang
        } test: { server, client in
            let call = Task { try await client.project() }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            call.cancel()
            let error = await #expect(throws: PostHogError.self) { _ = try await call.value }
            #expect(error?.kind == .cancelled)
        }
    }

    @Test func anAttemptMayTakeTenSecondsAndACallThirty() throws {
        let configuration = PostHogConfiguration(
            credentials: try PostHogCredentials(apiKey: "phx_1", projectID: "1"))
        #expect(configuration.timeout == .seconds(10))
        #expect(configuration.deadline == .seconds(30))
        #expect(configuration.retry.maximumAttempts == 3)
    }

    @Test(arguments: [
        (1, 1.0, 200), (1, 0.0, 100), (2, 1.0, 400), (3, 1.0, 800), (10, 1.0, 5_000), (1_000, 1.0, 5_000),
    ])
    func pausesGrowAndVary(attempt: Int, jitter: Double, milliseconds: Int) {
        let pause = PostHogRetryPolicy().delay(afterAttempt: attempt, retryAfter: nil, jitter: jitter)
        #expect(pause == .milliseconds(milliseconds))
    }
}
