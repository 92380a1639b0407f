import Analytics
import JSON
import Logging
import PostHogClient
import Synchronization
import Testing

@testable import PostHogEngine

extension FaultTests {
    /// What many lookups at one time cost a PostHog that is slow.
    @Suite(.serialized)
    struct Lookups {
        private final class Count: Sendable {
            let number = Atomic(0)
        }

        private static func slowProject(_ server: PostHogServer, users: Int) async throws -> PostHogProject {
            let project = try await server.newProject()
            let events = (0..<users).map { "{\"event\":\"seen\",\"distinct_id\":\"u\($0)\"}" }
            try await project.client().deliver(events)
            try await server.control(["reset_statistics": true])
            try await server.fail(["kind": "delay", "path": "/api/projects/\(project.id)/query", "delay": 0.3])
            return project
        }

        /// As the route does it: the person, its activity and its newest events.
        private static func lookUp(_ user: String, _ engine: PostHogEngine) async throws(EventStoreError) -> Int {
            guard let person = try await engine.person(distinctID: user) else { return -1 }
            let window = TimeWindow(days: 7, until: WallClock.now)
            let activity = try await engine.activity(of: person, in: window)
            _ = try await engine.events(of: person, in: window, matching: .all, page: PageRequest(limit: 100))
            return activity.totalEvents
        }

        private static func failure(_ user: String, _ engine: PostHogEngine) async -> EventStoreError? {
            do throws(EventStoreError) {
                _ = try await lookUp(user, engine)
                return nil
            } catch {
                return error
            }
        }

        @Test(.timeLimit(.minutes(10)))
        func aPageThatIsTooLargeForOneAnswerIsGivenInShorterOnes() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let text = String(repeating: "x", count: 10_000)
            let now = WallClock.now
            try await project.client().deliver(
                (0..<20).map { number in
                    """
                    {"event":"e\(number)","distinct_id":"u","timestamp":"\(now.advanced(byMicroseconds: -Int64(number + 1) * 1_000_000))",\
                    "properties":{"text":"\(text)"}}
                    """
                })
            var configuration = try project.configuration()
            configuration.maximumResponseBytes = 70_000
            let credentials = try project.credentials()
            let upstream = PostHogUpstream(
                configuration, credentials: { credentials }, logger: Logger(label: "test"))
            let engine = PostHogEngine(upstream: upstream, sink: project)
            let person = try #require(try await engine.person(distinctID: "u"))
            let window = TimeWindow(days: 1, until: WallClock.now)
            var names: [String] = []
            var cursor: EventCursor?
            repeat {
                let page = try await engine.events(
                    of: person, in: window, matching: .all, page: PageRequest(limit: 20, cursor: cursor))
                #expect(page.total == 20)
                #expect(page.events.count == 5)
                names += page.events.map(\.event)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(names == (0..<20).map { "e\($0)" })
        }

        @Test(.timeLimit(.minutes(10)))
        func aCrowdAskingForOneUserCostsOneSetOfQueries() async throws {
            let server = try PostHogServer()
            let project = try await Self.slowProject(server, users: 1)
            var settings = LookupSettings()
            settings.freshSeconds = 120
            let engine = try project.engine(settings)
            let totals = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<500 { group.addTask { try await Self.lookUp("u0", engine) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await server.heal()
            #expect(totals == Array(repeating: 1, count: 500))
            #expect(try await server.requests("POST /api/projects/\(project.id)/query/") == 3)
        }

        @Test(.timeLimit(.minutes(10)))
        func aCrowdAskingForManyUsersLeavesFlagsTheirPlace() async throws {
            let server = try PostHogServer()
            let project = try await Self.slowProject(server, users: 500)
            var settings = LookupSettings()
            settings.factPatience = .seconds(120)
            let engine = try project.engine(settings)
            let ended = Count()
            let errors = try await withThrowingTaskGroup(of: EventStoreError?.self) { group in
                for user in 0..<500 {
                    group.addTask {
                        let failure = await Self.failure("u\(user)", engine)
                        ended.number.add(1, ordering: .relaxed)
                        return failure
                    }
                }
                // What the evaluation of a flag asks for does not stand in the lookups' line.
                #expect(try await engine.traits(distinctID: "u1") != nil)
                #expect(ended.number.load(ordering: .relaxed) < 500)
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await server.heal()
            let state = try await server.state()
            let refusals = errors.compactMap(\.self)
            #expect(refusals.count < errors.count)
            #expect(!refusals.isEmpty)
            #expect(refusals.allSatisfy { $0.code == .unavailable && ($0.retryAfterSeconds ?? 0) >= 1 })
            #expect(try #require(state["max_queries_at_once"]?.int64Value) <= 3)
            let asked = try #require(state["requests"]?["POST /api/projects/\(project.id)/query/"]?.int64Value)
            #expect(asked <= settings.queriesPerMinute + 1)
        }

        /// What may stand in PostHog's place, or come of it when it is ill.
        private static let strangers: [JSON] = [
            ["kind": "status", "status": 200, "body": "<html><title>Sign in</title></html>"],
            ["kind": "status", "status": 200, "headers": ["Content-Encoding": "gzip"], "body": [:]],
            ["kind": "status", "status": 200, "body": ["results": [["a"]], "columns": ["x"], "types": []]],
            ["kind": "status", "status": 204], ["kind": "status", "status": 302, "headers": ["Location": "http://x/"]],
            ["kind": "status", "status": 408], ["kind": "status", "status": 503], ["kind": "empty"], ["kind": "cut"],
        ]

        @Test(arguments: strangers)
        func whatIsNoAnswerOfPostHogLeavesTheCopyOfBefore(_ fault: JSON) async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await project.client().deliver(["{\"event\":\"seen\",\"distinct_id\":\"ann\"}"])
            var settings = LookupSettings()
            settings.freshSeconds = 0
            let engine = try project.engine(settings)
            #expect(try await engine.person(distinctID: "ann") != nil)
            var fault = try #require(fault.objectValue)
            fault["path"] = .string("/api/projects/\(project.id)/query")
            try await server.fail(.object(fault))
            let quality = AnswerQuality()
            let person = try await AnswerQuality.$current.withValue(quality) {
                try await engine.person(distinctID: "ann")
            }
            #expect(person?.primaryDistinctID == "ann")
            #expect(quality.ageSeconds != nil)
            let error = await Self.failure("bob", engine)
            #expect(error?.code == .unavailable)
            #expect((error?.retryAfterSeconds ?? 0) > 0)
            try await server.heal()
        }

        @Test func aReplacedKeyCountsForAQueryUnderWay() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await server.control(["add_key": ["value": "phx_new_of_a_query_under_way"]])
            let (old, new) = (try project.credentials(), try project.credentials(key: "phx_new_of_a_query_under_way"))
            let asked = Count()
            // Replaced after the first question for the credentials: PostHog refuses the old key by then.
            let upstream = PostHogUpstream(
                try project.configuration(),
                credentials: { asked.number.add(1, ordering: .relaxed).oldValue == 0 ? old : new },
                logger: Logger(label: "test"))
            try await server.fail([
                "kind": "status", "path": .string("/api/projects/\(project.id)/query"), "status": 401, "times": 1,
            ])
            let engine = PostHogEngine(upstream: upstream, sink: project)
            #expect(try await engine.person(distinctID: "nobody") == nil)
            try await server.heal()
        }

        @Test func aPauseEndsWithTheKeyItWasAskedOf() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await server.control(["add_key": ["value": "phx_new_after_a_pause"]])
            let key = Mutex(try project.credentials())
            var configuration = try project.configuration()
            configuration.deadline = .seconds(20)
            let upstream = PostHogUpstream(
                configuration, credentials: { key.withLock(\.self) }, logger: Logger(label: "test"))
            let engine = PostHogEngine(upstream: upstream, sink: project)
            try await server.fail([
                "kind": "status", "path": .string("/api/projects/\(project.id)/query"), "status": 429, "times": 1,
                "headers": ["Retry-After": "3000"],
            ])
            await #expect(throws: EventStoreError.self) { try await engine.person(distinctID: "nobody") }
            await #expect(throws: EventStoreError.self) { try await engine.person(distinctID: "nobody") }
            let new = try project.credentials(key: "phx_new_after_a_pause")
            key.withLock { $0 = new }
            #expect(try await engine.person(distinctID: "nobody") == nil)
            try await server.heal()
        }
    }
}
