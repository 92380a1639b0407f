import Analytics
import JSON
import Logging
import PostHogClient
import Testing

@testable import PostHogEngine

extension FaultTests {
    /// Which static cohorts a person is in, while PostHog is slow.
    @Suite(.serialized)
    struct Memberships {
        @Test func whoAsksWhileAnotherWaitsGetsTheSameAnswer() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            _ = try await project.accept(OutboxFixture.events(1..<2))
            let client = try project.client()
            let person = try #require(try await client.person(distinctID: "u1"))
            let cohort = try await client.createCohort(["name": "c", "is_static": true])
            try await client.addPersons(toCohort: cohort.id, ids: [person.uuid ?? person.id])
            let memberships = CohortMemberships(
                upstream: try project.upstream(), patience: .seconds(300), logger: Logger(label: "test"))
            let path = "/api/projects/\(project.id)/persons"
            try await server.control(["reset_statistics": true])
            try await server.fail(["kind": "delay", "path": .string(path), "delay": 1])
            let first = Task { await memberships.cohorts(ofPerson: "u1", now: WallClock.now) }
            while try await server.requests("GET \(path)/") == 0 { try await Task.sleep(for: .milliseconds(5)) }
            let second = await memberships.cohorts(ofPerson: "u1", now: WallClock.now)
            #expect(second == [cohort.id])
            #expect(await first.value == [cohort.id])
            // Nobody else goes without because of it.
            #expect(await memberships.cohorts(ofPerson: "u1", now: WallClock.now) == [cohort.id])
            #expect(await memberships.cohorts(ofPerson: "nobody", now: WallClock.now).isEmpty)
            #expect(try await server.requests("GET \(path)/") == 2)
            try await server.heal()
        }
    }
}
