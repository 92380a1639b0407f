import Access
import Analytics
import FeatureFlags
import JSON
import Logging
import PostHogClient
import Synchronization
import Testing

@testable import PostHogEngine

extension FaultTests {
    @Suite(.serialized)
    struct Flags {
        private static let origin = ChangeOrigin(
            actor: FlagActor(name: "ann"), time: FlagsFixture.noon, reason: "because")
        private static let quick = FlagMirrorSettings(
            interval: .seconds(1), firstAnswer: .seconds(20), timeout: .seconds(2))

        private static func fields(_ key: String, rollout: Int64 = 100, tags: [JSON] = []) -> JSONObject {
            [
                "key": .string(key), "tags": .array(tags),
                "filters": ["groups": [["properties": [], "rollout_percentage": .integer(rollout)]]],
            ]
        }

        private static func wait(_ isReached: () async throws -> Bool) async throws -> Bool {
            let clock = ContinuousClock()
            let deadline = clock.now.advanced(by: .seconds(30))
            while clock.now < deadline {
                if try await isReached() { return true }
                try await Task.sleep(for: .milliseconds(20))
            }
            return false
        }

        // MARK: Others' changes

        @Test func aChangeMadeInPostHogIsSeenWithItsTagsAndItsHistory() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let client = try project.client()
            let flag = try await client.createFlag(Self.fields("theirs", rollout: 0, tags: ["owner:web"]))
            let directory = TemporaryDirectory()
            let store = try project.store(in: directory, Self.quick)
            #expect(try await store.snapshot().flags["theirs"]?.version == 1)
            #expect(try await Self.wait { try await store.snapshot().flags["theirs"]?.tags == ["owner:web"] })
            _ = try await client.updateFlag(
                id: flag.id,
                patch: ["filters": Self.fields("x", rollout: 60)["filters"] ?? .null, "tags": ["owner:shop"]])
            #expect(try await Self.wait { try await store.snapshot().flags["theirs"]?.version == 2 })
            #expect(try await Self.wait { try await store.snapshot().flags["theirs"]?.tags == ["owner:shop"] })
            let changes = try await store.history(key: "theirs", limit: 10, before: nil)
            #expect(changes.map(\.version) == [2, 1])
            #expect(changes.map(\.action) == [.updated, .created])
            #expect(changes.first?.diff.changes.contains { $0.path == "filters.groups[0].rollout_percentage" } == true)
            // What it was before is PostHog's to tell.
            let before = try await store.flag(key: "theirs", version: 1)
            #expect(before?.filters.groups.first?.rolloutPercentage == 0)
            let reverted = try await store.revert(key: "theirs", to: 1, expectedVersion: 2, by: Self.origin)
            #expect(reverted.filters.groups.first?.rolloutPercentage == 0)
            #expect(reverted.lastModifiedBy?.name == "ann")
            _ = try await client.deleteFlag(id: flag.id)
            #expect(try await Self.wait { try await store.flag(key: "theirs") == nil })
            try await store.close()
        }

        @Test func aChangeOfPostHogsIsNotLostToAnOldVersion() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let directory = TemporaryDirectory()
            let store = try project.store(in: directory)
            let flag = try await store.create(FlagDraft(key: "a"), by: Self.origin)
            _ = try await project.client().updateFlag(id: flag.id, patch: ["name": "theirs"])
            do throws(FlagStoreError) {
                _ = try await store.update(
                    key: "a", expectedVersion: 1, with: FlagPatch(name: "mine"), by: Self.origin)
                Issue.record("a stale change was made")
            } catch {
                guard case .stale(let current) = error else { throw error }
                #expect(current.version == 2)
                #expect(current.name == "theirs")
            }
            let merged = try await store.update(
                key: "a", expectedVersion: nil, with: FlagPatch(tags: ["x"]), by: Self.origin)
            #expect(merged.name == "theirs")
            #expect(merged.version == 3)
            try await store.close()
        }

        @Test func filtersOnFlagsAreWrittenByNumberAndEvaluated() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let directory = TemporaryDirectory()
            let store = try project.store(in: directory)
            let first = try await store.create(FlagDraft(key: "first"), by: Self.origin)
            var draft = FlagDraft(key: "second")
            draft.filters.groups[0].properties = [
                FlagProperty(key: "first", value: true, type: .flag, operator: .flagEvaluatesTo)
            ]
            let second = try await store.create(draft, by: Self.origin)
            #expect(second.filters.groups.first?.properties.first?.key == String(first.id))
            #expect(
                try await Self.wait {
                    let body = try await store.relayedDefinitions().body
                    return String(decoding: body, as: UTF8.self).contains("dependency_chain")
                })
            let context = EvaluationContext(distinctID: "u1", now: FlagsFixture.noon)
            #expect(try await store.snapshot().flags.evaluate("second", in: context)?.enabled == true)
            try await store.close()
        }

        @Test func everyChangeLeavesARowInTheAuditLogAndARefusedOneNone() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let rows = Mutex<[AuditEntry]>([])
            let directory = TemporaryDirectory()
            let store = try PostHogFlagStore(
                directory: directory.path, upstream: try project.upstream(),
                recordAudit: { entry throws(EventStoreError) in rows.withLock { $0.append(entry) } },
                logger: Logger(label: "test"))
            _ = try await store.create(FlagDraft(key: "a"), by: Self.origin)
            _ = try? await store.create(FlagDraft(key: "a"), by: Self.origin)
            _ = try await store.update(
                key: "a", expectedVersion: 1, with: FlagPatch(key: "b"), by: Self.origin)
            _ = try? await store.update(key: "b", expectedVersion: 1, with: FlagPatch(name: "x"), by: Self.origin)
            _ = try await store.archive(key: "b", expectedVersion: 2, by: Self.origin)
            _ = try await store.archive(key: "b", expectedVersion: nil, by: Self.origin)
            _ = try await store.restore(key: "b", expectedVersion: 3, by: Self.origin)
            _ = try await store.revert(key: "b", to: 1, expectedVersion: 4, by: Self.origin)
            try await store.delete(key: "a", expectedVersion: 5, by: Self.origin)
            let cohort = try await store.createCohort(Cohort(id: 0, name: "c", isStatic: true), by: Self.origin)
            try await store.deleteCohort(id: cohort.id, by: Self.origin)
            let written = rows.withLock(\.self)
            #expect(
                written.map(\.action) == [
                    "flag.create", "flag.update", "flag.archive", "flag.restore", "flag.revert", "flag.delete",
                    "cohort.create", "cohort.delete",
                ])
            #expect(written.map(\.targetFlagKey) == ["a", "b", "b", "b", "a", "a", nil, nil])
            #expect(written.allSatisfy { $0.actor == "ann" && $0.reason == "because" })
            try await store.close()
        }

        @Test func capturedCallsAreCountedApartFromEvaluations() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            let directory = TemporaryDirectory()
            let store = try project.store(in: directory)
            _ = try await store.create(FlagDraft(key: "a"), by: Self.origin)
            func call(_ key: JSON, _ number: UInt64) -> CapturedEvent {
                CapturedEvent(
                    uuid: EventID(high: 7, low: number), event: "$feature_flag_called", distinctID: "u1",
                    timestamp: FlagsFixture.later(Int64(number)), properties: ["$feature_flag": key])
            }
            let events = [call("a", 1), call("a", 2), call("typo", 3), call(7, 4)] + OutboxFixture.events(0..<3)
            let outbox = try OutboxFixture.open(directory, RecordingSender { _, _ in .unreachable("down") })
            let sink = CaptureSink(outbox: outbox, flags: store, logger: Logger(label: "test"))
            #expect(try await sink.accept(events) == 7)
            #expect(try await sink.accept(events) == 0)
            try await store.recordEvaluations(["a": 5], at: FlagsFixture.noon)
            #expect(
                try await store.usage() == [
                    "a": FlagUsage(evaluations: 5, calls: 2, lastCalledAt: FlagsFixture.later(2))
                ])
            #expect(try await store.unknownKeys(limit: 9).map(\.key) == ["typo"])
            try await outbox.close()
            try await store.close()
        }

        // MARK: Cost

        @Test func severalProcessesShareOnePoll() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            _ = try await project.client().createFlag(Self.fields("a"))
            let directory = TemporaryDirectory()
            try await server.control(["reset_statistics": true])
            let settings = FlagMirrorSettings(interval: .seconds(2), firstAnswer: .seconds(20))
            let stores = try (0..<4).map { _ in try project.store(in: directory, settings) }
            for store in stores { #expect(try await store.snapshot().flags["a"] != nil) }
            try await Task.sleep(for: .seconds(5))
            let polls = try await server.requests("GET /flags/definitions")
            #expect((2...5).contains(polls), "\(polls) polls")
            for store in stores { #expect(try await store.snapshot().source == .live) }
            // However many ask for the definitions, PostHog is not asked.
            for _ in 0..<500 { _ = try await stores[0].relayedDefinitions() }
            #expect(try await server.requests("GET /flags/definitions") <= polls + 1)
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

        // MARK: Outages

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

        @Test func aStartWithoutCopyAnswersInTimeAndRecovers() async throws {
            let server = try PostHogServer()
            let project = try await server.newProject()
            _ = try await project.client().createFlag(Self.fields("a"))
            try await server.fail(["kind": "hang", "path": "/flags/definitions"])
            let directory = TemporaryDirectory()
            let store = try project.store(
                in: directory,
                FlagMirrorSettings(interval: .seconds(1), firstAnswer: .milliseconds(300), timeout: .seconds(1)))
            let clock = ContinuousClock()
            let before = clock.now
            do throws(FlagStoreError) {
                _ = try await store.snapshot()
                Issue.record("flags from nowhere")
            } catch {
                guard case .unavailable(_, let seconds) = error else { throw error }
                #expect(seconds != nil)
            }
            #expect(clock.now - before < .seconds(5))
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
            let clock = ContinuousClock()
            let before = clock.now
            #expect(try await store.staticCohorts(ofPerson: "u1").isEmpty)
            #expect(clock.now - before < .seconds(2))
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
}
