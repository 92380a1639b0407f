import Analytics
import FeatureFlags
import HTTPTypes
import JSON
import Synchronization
import Testing

@testable import Gateway

struct AffectedReplayTests {
    private static let since = GatewayFixture.now.advanced(byMicroseconds: -7 * Timestamp.microsecondsPerDay)

    private static func run(
        _ replay: AffectedReplay, _ gateway: GatewayFixture, limit: Int = 100
    ) async throws -> AffectedReplay.Outcome {
        let flags = try await gateway.application.engine.flags.snapshot().flags
        let prepared = PreparedFlags(flags, settings: ManifestSettings())
        let trial = try FlagTrial(FlagDraft(key: "new"), in: flags)
        return try await replay.run(trial, in: prepared, since: since, limit: limit, now: GatewayFixture.now)
    }

    private static func facts(_ gateway: GatewayFixture) -> KnownFacts {
        let engine = gateway.application.engine
        return KnownFacts(events: engine.events, persons: engine.events, flags: engine.flags)
    }

    private static func inhabited(by users: Int) async throws -> GatewayFixture {
        let gateway = try await GatewayFixture()
        for number in 0..<users { try await gateway.capture(["event": "seen", "distinct_id": .string("u\(number)")]) }
        return gateway
    }

    @Test(arguments: [(100, 5, true), (5, 5, true), (3, 3, false)])
    func `a replay ends with the last user or at its limit`(limit: Int, evaluated: Int, isComplete: Bool) async throws {
        let gateway = try await Self.inhabited(by: 5)
        let replay = AffectedReplay(persons: gateway.application.engine.events, facts: Self.facts(gateway))
        let outcome = try await Self.run(replay, gateway, limit: limit)
        #expect(outcome.users == 5)
        #expect(outcome.affected.evaluated == evaluated)
        #expect(outcome.affected.changed == evaluated)
        #expect(outcome.isComplete == isComplete)
    }

    @Test func `a replay stops at its deadline and says so`() async throws {
        let gateway = try await Self.inhabited(by: 3)
        let replay = AffectedReplay(
            persons: gateway.application.engine.events, facts: Self.facts(gateway), patience: .zero)
        let outcome = try await Self.run(replay, gateway)
        #expect(outcome.users == 3)
        #expect(outcome.affected.evaluated == 0)
        #expect(!outcome.isComplete)
    }

    @Test func `only a few replays run at once, and a place is free again when one ends`() async throws {
        let gateway = try await Self.inhabited(by: 1)
        let held = HeldDirectory()
        let replay = AffectedReplay(persons: held, facts: Self.facts(gateway))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<AffectedReplay.maximumRunning {
                group.addTask { _ = try await Self.run(replay, gateway) }
            }
            await held.waitForCallers(AffectedReplay.maximumRunning)
            let problem = await #expect(throws: Problem.self) { try await Self.run(replay, gateway) }
            #expect(problem?.status == .serviceUnavailable)
            #expect(problem?.retryAfterSeconds == 1)
            await held.release()
            try await group.waitForAll()
        }
        #expect(try await Self.run(replay, gateway).isComplete)
    }
}

extension AffectedReplayTests {
    @Test func `users of whom nobody knows the static cohorts are counted apart`() async throws {
        let gateway = try await Self.inhabited(by: 5)
        let engine = gateway.application.engine
        let cohort = try await engine.flags.createCohort(
            Cohort(id: 0, name: "Testers", isStatic: true),
            by: ChangeOrigin(actor: FlagActor(name: "t"), time: GatewayFixture.now))
        let flags = try await engine.flags.snapshot().flags
        let prepared = PreparedFlags(flags, settings: ManifestSettings())
        let property = FlagProperty(key: "id", value: .integer(cohort.id), type: .cohort)
        let draft = FlagDraft(key: "new", filters: FlagFilters(groups: [FlagCondition(properties: [property])]))
        let trial = try FlagTrial(draft, in: flags)
        for (limit, unknown) in [(100, 5), (3, 3)] {
            let replay = AffectedReplay(
                persons: ForgetfulDirectory(persons: engine.events), facts: Self.facts(gateway))
            let outcome = try await replay.run(
                trial, in: prepared, since: Self.since, limit: limit, now: GatewayFixture.now)
            #expect(outcome.users == 5)
            #expect(outcome.affected.evaluated == 0)
            #expect(outcome.unknown == unknown)
            #expect(!outcome.isComplete)
            #expect(outcome.failure != nil)
        }
        // Who is not asked about cohorts is replayed all the same.
        let replay = AffectedReplay(persons: ForgetfulDirectory(persons: engine.events), facts: Self.facts(gateway))
        let outcome = try await Self.run(replay, gateway)
        #expect(outcome.unknown == 0)
        #expect(outcome.isComplete)
    }
}

/// A directory that knows its persons and not which static cohorts they are in.
private struct ForgetfulDirectory: PersonDirectory {
    let persons: any PersonDirectory

    func traits(distinctID: String) async throws(EventStoreError) -> PersonTraits? {
        try await persons.traits(distinctID: distinctID)
    }

    func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) async throws(EventStoreError) -> SeenPersonPage {
        try await persons.persons(
            seenSince: moment, includingGroups: includingGroups, after: cursor, limit: limit)
    }

    func personCount(seenSince moment: Timestamp) async throws(EventStoreError) -> Int {
        try await persons.personCount(seenSince: moment)
    }

    func staticCohorts(
        _ cohorts: Set<Int64>, ofPersons distinctIDs: [String], within patience: Duration
    ) async throws(EventStoreError) -> [String: Set<Int64>] {
        throw EventStoreError(.unavailable, "nobody tells")
    }
}

/// A directory without persons that answers only when it is let.
private actor HeldDirectory: PersonDirectory {
    private var isOpen = false
    private var callers: [CheckedContinuation<Void, Never>] = []
    private var watcher: (count: Int, continuation: CheckedContinuation<Void, Never>)?

    func waitForCallers(_ count: Int) async {
        guard callers.count < count else { return }
        await withCheckedContinuation { watcher = (count, $0) }
    }

    func release() {
        isOpen = true
        for caller in callers { caller.resume() }
        callers = []
    }

    func personCount(seenSince moment: Timestamp) async throws(EventStoreError) -> Int {
        if !isOpen {
            await withCheckedContinuation { caller in
                callers.append(caller)
                if let watcher, callers.count >= watcher.count {
                    self.watcher = nil
                    watcher.continuation.resume()
                }
            }
        }
        return 0
    }

    func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) throws(EventStoreError) -> SeenPersonPage {
        SeenPersonPage(persons: [], nextCursor: nil)
    }

    func traits(distinctID: String) throws(EventStoreError) -> PersonTraits? { nil }

    func staticCohorts(
        _ cohorts: Set<Int64>, ofPersons distinctIDs: [String], within patience: Duration
    ) throws(EventStoreError) -> [String: Set<Int64>] { [:] }
}
