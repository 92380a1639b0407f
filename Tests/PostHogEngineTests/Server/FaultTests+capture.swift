import Analytics
import JSON
import Logging
import PostHogClient
import Testing

@testable import PostHogEngine

extension FaultTests {
    @Suite(.serialized)
    struct Capture {
        private static func stored(_ server: PostHogServer, _ project: PostHogProject) async throws -> [[JSON]] {
            try await project.client().query(
                "SELECT uuid AS id, event AS name, timestamp AS at FROM events ORDER BY timestamp ASC LIMIT 10000",
                refresh: .forceBlocking
            ).rows
        }

        private static func outbox(
            _ server: PostHogServer, _ project: PostHogProject, _ directory: TemporaryDirectory
        ) throws -> Outbox {
            try OutboxFixture.open(directory, CaptureSender(upstream: try project.upstream()))
        }

        /// Milliseconds apart, because PostHog keeps no finer time.
        private static func events(_ numbers: Range<UInt64>) -> [CapturedEvent] {
            OutboxFixture.events(numbers).map { event in
                var event = event
                event.timestamp = WallClock.now.startOfDay.advanced(
                    byMicroseconds: -Timestamp.microsecondsPerDay + Int64(event.uuid.low & 0xFFFF) * 1_000)
                return event
            }
        }

        @Test func eventsArriveOnceWithTheirUUIDsAndTimes() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let directory = TemporaryDirectory()
            let outbox = try Self.outbox(server, project, directory)
            let events = Self.events(1..<251)
            try await outbox.store(events)
            #expect(try await outbox.flush(within: .seconds(30)))
            let rows = try await Self.stored(server, project)
            #expect(rows.map { $0[0].stringValue } == events.map(\.uuid.description))
            #expect(
                rows.map { $0[2].stringValue.flatMap(Timestamp.init(iso8601:)) } == events.map(\.timestamp))
            try await outbox.close()
        }

        @Test(
            arguments: [
                ["kind": "status", "path": "/batch", "status": 500, "times": 1],
                ["kind": "status", "path": "/batch", "status": 429, "times": 1, "headers": ["Retry-After": "1"]],
                ["kind": "reset", "path": "/batch", "times": 1],
                ["kind": "cut", "path": "/batch", "times": 1],
                ["kind": "malformed", "path": "/batch", "times": 1],
                // PostHog has the events, and its answer is lost.
                ["kind": "reset", "path": "/batch", "times": 1, "after": true],
                ["kind": "status", "path": "/batch", "status": 502, "times": 1, "after": true],
            ] as [JSON])
        func eventsArriveOnceAfterAnOutage(_ fault: JSON) async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let directory = TemporaryDirectory()
            try await server.fail(fault)
            let outbox = try Self.outbox(server, project, directory)
            try await outbox.store(Self.events(1..<101))
            #expect(try await outbox.flush(within: .seconds(40)))
            try await server.heal()
            #expect(try await Self.stored(server, project).map { $0[1].stringValue } == (1..<101).map { "e\($0)" })
            #expect(try await outbox.statistics().dead == 0)
            try await outbox.close()
        }

        @Test func whatWaitedThroughAnOutageAndAKillArrivesOnce() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let directory = TemporaryDirectory()
            try await server.fail(["kind": "reset", "path": "/batch"])
            let outbox = try Self.outbox(server, project, directory)
            for start in stride(from: UInt64(1), to: 1_001, by: 100) {
                try await outbox.store(Self.events(start..<start + 100))
            }
            _ = try await outbox.wait { $0.failure != nil }
            #expect(try await outbox.statistics().waiting == 1_000)
            // What a killed process leaves, while the first goes on with its own file.
            let left = try directory.copy()
            try await server.heal()
            let next = try Self.outbox(server, project, left)
            #expect(try await next.flush(within: .seconds(40)))
            #expect(try await outbox.flush(within: .seconds(40)))
            #expect(
                try await Self.stored(server, project).map { $0[1].stringValue } == (1..<1_001).map { "e\($0)" })
            try await outbox.close()
            try await next.close()
        }

        @Test func aWrongTokenLosesNothing() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await server.fail(["kind": "status", "path": "/batch", "status": 401])
            let directory = TemporaryDirectory()
            let outbox = try Self.outbox(server, project, directory)
            try await outbox.store(Self.events(1..<3))
            let statistics = try await outbox.wait { $0.failure != nil }
            #expect(statistics.waiting == 2)
            #expect(statistics.dead == 0)
            try await server.heal()
            try await outbox.close()
        }

        /// A proxy between here and PostHog; what it says is about no event.
        @Test(arguments: [400, 422]) func aPageInPlaceOfAnAnswerRefusesNoEvent(_ status: Int) async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await server.fail([
                "kind": "status", "path": "/batch", "status": .integer(Int64(status)),
                "body": "<html><title>Sign in to the network</title></html>", "headers": ["content-type": "text/html"],
            ])
            let directory = TemporaryDirectory()
            let outbox = try Self.outbox(server, project, directory)
            try await outbox.store(Self.events(1..<3))
            let statistics = try await outbox.wait { $0.failure != nil }
            #expect(statistics.failure?.contains("Sign in to the network") == true)
            #expect(statistics.waiting == 2)
            try await server.heal()
            #expect(try await outbox.flush(within: .seconds(40)))
            #expect(try await Self.stored(server, project).count == 2)
            #expect(try await outbox.statistics().dead == 0)
            try await outbox.close()
        }

        /// PostHog answers 200 and drops them.
        @Test func eventsOverTheQuotaWait() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await server.fail([
                "kind": "status", "path": "/batch", "status": 200,
                "body": ["status": "Ok", "quota_limited": ["events"]],
            ])
            let directory = TemporaryDirectory()
            let outbox = try Self.outbox(server, project, directory)
            try await outbox.store(Self.events(1..<3))
            let statistics = try await outbox.wait { $0.failure != nil || $0.delivered > 0 }
            #expect(statistics.waiting == 2)
            #expect(statistics.failure?.contains("quota") == true)
            try await server.heal()
            try await outbox.close()
        }

        /// The token is looked up first, and what PostHog says to that is about no event.
        @Test(arguments: [400, 413, 422]) func aRefusalToTellTheTokenIsNoFaultOfAnEvent(_ status: Int) async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            try await server.fail([
                "kind": "status", "path": .string("/api/projects/\(project.id)"), "status": .integer(Int64(status)),
            ])
            let credentials = try PostHogCredentials(
                apiKey: server.key, host: PostHogHost(server.url), projectID: project.id)
            let upstream = PostHogUpstream(
                PostHogConfiguration(credentials: credentials), credentials: { credentials },
                logger: Logger(label: "test"))
            let directory = TemporaryDirectory()
            let outbox = try OutboxFixture.open(directory, CaptureSender(upstream: upstream))
            try await outbox.store(Self.events(1..<3))
            let statistics = try await outbox.wait { $0.failure != nil || $0.dead > 0 }
            #expect(statistics.waiting == 2)
            #expect(statistics.dead == 0)
            try await server.heal()
            #expect(try await outbox.flush(within: .seconds(40)))
            #expect(try await Self.stored(server, project).count == 2)
            try await outbox.close()
        }
    }
}
