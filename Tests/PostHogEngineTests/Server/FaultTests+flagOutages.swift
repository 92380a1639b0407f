import Analytics
import FeatureFlags
import Foundation
import JSON
import Logging
import PostHogClient
import Synchronization
import Testing

@testable import PostHogEngine

/// What becomes of flags while PostHog does not answer, or not as it should.
extension FaultTests.Flags {
    /// What PostHog answers to every poll while it fails.
    private static let faults: [JSON] = [
        ["kind": "status", "path": "/flags/definitions", "status": 500],
        [
            "kind": "status", "path": "/flags/definitions", "status": 429,
            "body": ["type": "throttled_error", "detail": "Expected available in 1 seconds."],
        ],
        ["kind": "status", "path": "/flags/definitions", "status": 429, "headers": ["Retry-After": "1"]],
        ["kind": "status", "path": "/flags/definitions", "status": 402],
        ["kind": "status", "path": "/flags/definitions", "status": 401],
        ["kind": "status", "path": "/flags/definitions", "status": 403],
        ["kind": "hang", "path": "/flags/definitions"],
        ["kind": "cut", "path": "/flags/definitions"],
        ["kind": "reset", "path": "/flags/definitions"],
        ["kind": "truncated", "path": "/flags/definitions"],
        ["kind": "malformed", "path": "/flags/definitions"],
        ["kind": "empty", "path": "/flags/definitions"],
        ["kind": "status", "path": "/flags/definitions", "status": 200, "body": ["flags": "none"]],
        [
            "kind": "status", "path": "/flags/definitions", "status": 200,
            "body": ["flags": [], "group_type_mapping": [:], "cohorts": [:]],
        ],
        [
            "kind": "status", "path": "/flags/definitions", "status": 200,
            "body": ["flags": [], "quotaLimited": ["feature_flags"]],
        ],
    ]

    @Test(arguments: faults)
    func noAnswerOfAnOutageReplacesAGoodCopy(_ fault: JSON) async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        _ = try await project.client().createFlag(Self.fields("a"))
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        #expect(try await store.snapshot().source == .live)
        let before = try await store.snapshot()
        try await server.fail(fault)
        #expect(try await Self.wait { store.status.failure != nil })
        let during = try await store.snapshot()
        #expect(during.source == .memory)
        #expect(during.flags.version == before.flags.version)
        #expect(during.flags["a"] != nil)
        // A start in the middle of it, with the copy on disk.
        let second = try project.store(in: directory, Self.quick)
        #expect(try await second.snapshot().flags["a"] != nil)
        #expect(try await second.snapshot().source == .disk)
        try await server.heal()
        #expect(try await Self.wait { try await second.snapshot().source == .live })
        #expect(try await Self.wait { try await store.snapshot().source == .live })
        try await store.close()
        try await second.close()
    }

    @Test func aConfirmationOfTheFutureHidesNoOutage() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        _ = try await project.client().createFlag(Self.fields("a"))
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        #expect(try await store.snapshot().source == .live)
        try await server.fail(["kind": "reset", "path": "/flags/definitions"])
        #expect(try await Self.wait { store.status.failure != nil })
        // As it is when the clock is set back by two hours.
        let mark = directory.file(FlagMirror.definitionsName + ".confirmed")
        try FileManager.default.setAttributes([.modificationDate: Date() + 7_200], ofItemAtPath: mark)
        _ = store.status
        let polls = store.status.polls
        #expect(try await Self.wait { store.status.polls > polls })
        #expect(try await Self.wait { try await store.snapshot().source == .memory })
        #expect(store.mirror.isOutage)
        try await server.heal()
        try await store.close()
    }

    @Test func aFailureIsOverWithTheNextConfirmationThoughItsMarkLiesInTheFuture() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let start = ContinuousClock.now
        // The system's time is behind the marks on disk, which bear the time of this machine.
        let clock = SteadyClock(
            wall: { WallClock.now.advanced(byMicroseconds: -7_200 * Timestamp.microsecondsPerSecond) },
            elapsed: { start.duration(to: .now) })
        let directory = TemporaryDirectory()
        let mirror = try FlagMirror(
            directory: directory.path, settings: Self.quick, upstream: try project.upstream(),
            logger: Logger(label: "test"), clock: clock)
        await mirror.poll(.write)
        // Nobody asks how the flags are before PostHog has confirmed them again.
        mirror.fail("PostHog is away")
        await mirror.poll(.write)
        #expect(!mirror.isOutage)
        #expect(mirror.source(of: try #require(mirror.look())) == .live)
    }

    @Test(.timeLimit(.minutes(4)))
    func aStartWithoutCopyWaitsNoLongerThanItMay() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        try await server.fail(["kind": "hang", "path": "/flags/definitions"])
        let directory = TemporaryDirectory()
        // The poll itself goes on for longer than the test may.
        let store = try project.store(
            in: directory, FlagMirrorSettings(firstAnswer: .milliseconds(300), timeout: .seconds(3_600)))
        await #expect(throws: FlagStoreError.self) { try await store.snapshot() }
        try await store.close()
        try await server.heal()
    }

    @Test func aStartWithoutCopySaysSoAndRecovers() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        _ = try await project.client().createFlag(Self.fields("a"))
        try await server.fail(["kind": "hang", "path": "/flags/definitions"])
        let directory = TemporaryDirectory()
        let store = try project.store(
            in: directory,
            FlagMirrorSettings(interval: .seconds(1), firstAnswer: .milliseconds(300), timeout: .seconds(1)))
        do throws(FlagStoreError) {
            _ = try await store.snapshot()
            Issue.record("flags from nowhere")
        } catch {
            guard case .unavailable(_, let seconds) = error else { throw error }
            #expect(seconds != nil)
        }
        try await server.heal()
        #expect(try await Self.wait { (try? await store.snapshot().flags["a"]) != nil })
        try await store.close()
    }

    @Test func whenAllFlagsAreDeletedTheEmptyListIsBelieved() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let client = try project.client()
        let flag = try await client.createFlag(Self.fields("a"))
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        #expect(try await store.snapshot().flags["a"] != nil)
        _ = try await client.deleteFlag(id: flag.id)
        #expect(try await Self.wait { try await store.snapshot().flags.flags.isEmpty })
        #expect(try await store.snapshot().source == .live)
        try await store.close()
    }

    /// Definitions hold no remote configuration, so however much of it is listed first, it says nothing.
    @Test func anEmptyListIsNotBelievedWhileAnyOtherFlagIsListed() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let client = try project.client()
        for number in 0..<100 {
            var fields = Self.fields("r\(number)")
            fields["is_remote_configuration"] = true
            _ = try await client.createFlag(fields)
        }
        _ = try await client.createFlag(Self.fields("a"))
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        #expect(try await store.snapshot().flags["a"] != nil)
        try await server.fail([
            "kind": "status", "path": "/flags/definitions", "status": 200,
            "body": ["flags": [], "group_type_mapping": [:], "cohorts": [:]],
        ])
        let polls = store.status.polls
        #expect(try await Self.wait { store.status.failure != nil || store.status.polls > polls + 1 })
        #expect(store.status.failure?.contains("still has a") == true)
        #expect(try await store.snapshot().flags["a"] != nil)
        try await server.heal()
        try await store.close()
    }

    @Test func writesDuringAnOutageSaySoAndReadsGoOn() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        let directory = TemporaryDirectory()
        let store = try project.store(in: directory, Self.quick)
        let flag = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        try await server.fail(["kind": "reset", "path": ""])
        #expect(try await Self.wait { store.status.failure != nil })
        #expect(try await store.flag(key: "a") == flag)
        #expect(try await store.flags(matching: FlagQuery()).flags == [flag])
        #expect(try await store.cohorts().isEmpty)
        #expect(try await store.staticCohorts(ofPerson: "u1").isEmpty)
        do throws(FlagStoreError) {
            _ = try await store.update(
                key: "a", expectedVersion: nil, with: FlagPatch(name: "x"), by: Self.origin)
            Issue.record("written nowhere")
        } catch {
            guard case .unavailable(_, let seconds) = error else { throw error }
            #expect(seconds != nil)
        }
        try await server.heal()
        #expect(try await Self.wait { store.status.failure == nil })
        _ = try await store.update(key: "a", expectedVersion: 1, with: FlagPatch(name: "x"), by: Self.origin)
        try await store.close()
    }

    @Test func aKeyThatIsReplacedIsUsedWithoutARestart() async throws {
        let server = try PostHogServer()
        let project = try await server.newProject()
        try await server.control([
            "add_key": [
                "value": "phx_oldKey0123456789abcdefghijklmnopqrst",
                "scopes": ["feature_flag:read", "feature_flag:write", "cohort:read"],
            ]
        ])
        let key = Mutex("phx_oldKey0123456789abcdefghijklmnopqrst")
        let old = key.withLock(\.self)
        let upstream = PostHogUpstream(
            try project.configuration(key: old),
            credentials: { try project.credentials(key: key.withLock(\.self)) },
            logger: Logger(label: "test"))
        let directory = TemporaryDirectory()
        let store = try PostHogFlagStore(
            directory: directory.path, upstream: upstream, settings: Self.quick,
            logger: Logger(label: "test"))
        _ = try await store.create(FlagDraft(key: "a"), by: Self.origin)
        try await server.control(["remove_key": .string(old)])
        do throws(FlagStoreError) {
            _ = try await store.create(FlagDraft(key: "b"), by: Self.origin)
            Issue.record("a removed key was accepted")
        } catch {
            guard case .upstream(let status, _) = error else { throw error }
            #expect(status == 401)
        }
        key.withLock { $0 = server.key }
        _ = try await store.create(FlagDraft(key: "b"), by: Self.origin)
        #expect(try await Self.wait { store.status.failure == nil })
        try await store.close()
    }
}
