import Analytics
import FeatureFlags
import JSON
import PostHogClient
import Testing

@testable import PostHogEngine

/// What several processes on one data directory share, and what that costs PostHog.
extension FaultTests.Flags {
    @Test func severalProcessesShareOnePoll() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        _ = try await project.client().createFlag(Self.fields("a"))
        let directory = TemporaryDirectory()
        try await server.control(["reset_statistics": true])
        let settings = FlagMirrorSettings(interval: .seconds(2), firstAnswer: .seconds(60))
        let start = ContinuousClock.now
        /// Twice what one process asks for in the time that has passed: less than four of them would.
        func limit() -> Int { 2 * (Int((ContinuousClock.now - start) / .seconds(2)) + 1) }
        let stores = try (0..<4).map { _ in try project.store(in: directory, settings) }
        for store in stores { #expect(try await store.snapshot().flags["a"] != nil) }
        #expect(try await Self.wait { try await server.requests("GET /flags/definitions") >= 3 })
        #expect(try await server.requests("GET /flags/definitions") <= limit())
        for store in stores { #expect(try await store.snapshot().source == .live) }
        // However many ask for the definitions, PostHog is not asked.
        for _ in 0..<500 { _ = try await stores[0].relayedDefinitions() }
        #expect(try await server.requests("GET /flags/definitions") <= limit())
        // The list, which PostHog bills, was read once.
        #expect(try await server.requests("GET /api/projects/\(project.id)/feature_flags/") <= 2)
        for store in stores { try await store.close() }
    }

    @Test func aWriteOfOneProcessIsSeenByAnotherAtOnce() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let directory = TemporaryDirectory()
        let (one, two) = (
            try project.store(in: directory), try project.store(in: directory)
        )
        _ = try await two.snapshot()
        for number in 1...5 {
            let flag = try await one.create(FlagDraft(key: "f\(number)"), by: Self.origin)
            #expect(try await two.snapshot().flags["f\(number)"] == flag)
            #expect(try await two.flags(matching: FlagQuery()).total == number)
        }
        try await one.close()
        try await two.close()
    }

    @Test(.timeLimit(.minutes(10)))
    func aProcessDoesNotWaitForAListThatAnotherAskedForInVain() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        _ = try await project.client().createFlag(Self.fields("a"))
        try await server.fail([
            "kind": "status", "path": .string("/api/projects/\(project.id)/feature_flags"), "status": 403,
        ])
        let directory = TemporaryDirectory()
        let settings = FlagMirrorSettings(interval: .seconds(60), firstAnswer: .seconds(3_600))
        let one = try project.store(in: directory, settings)
        #expect(try await one.snapshot().flags["a"] != nil)
        let two = try project.store(in: directory, settings)
        #expect(try await two.snapshot().flags["a"] != nil)
        try await server.heal()
        try await one.close()
        try await two.close()
    }

    @Test func theRelayedDefinitionsAreThoseOfPostHog() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        _ = try await project.client().createFlag(Self.fields("a"))
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        guard case .definitions(let theirs) = try await project.client().flagDefinitions() else {
            Issue.record("no definitions")
            return
        }
        let relayed = try await store.relayedDefinitions()
        #expect(relayed.body == theirs.body)
        #expect(relayed.entityTag == theirs.etag)
        #expect(relayed.source == .live)
        try await store.close()
    }
}
