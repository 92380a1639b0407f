import Analytics
import FeatureFlags
import HTTPTypes
import JSON
import Synchronization

/// Replays a change of a flag over the persons seen lately.
///
/// It runs on the worker of its request, whose thread is its own, so no other request waits for it but through the
/// processor. It is bounded all the same: pages keep each read of the store short, it stops at a deadline, and only a
/// few run at once, so that workers are left for everybody else.
final class AffectedReplay: Sendable {
    struct Outcome: Sendable {
        /// Users seen in the time asked for.
        let users: Int
        /// Whether all of them were replayed.
        let isComplete: Bool
        /// Users who could not be replayed because the store did not tell which static cohorts they are in.
        let unknown: Int
        /// Why it did not.
        let failure: EventStoreError?
        let affected: AffectedUsers
    }

    static let maximumRunning = 2
    static let patience = Duration.seconds(10)
    private static let pageLength = 200

    private let persons: any PersonDirectory
    private let facts: KnownFacts
    private let patience: Duration
    private let running = Mutex(0)

    init(persons: any PersonDirectory, facts: KnownFacts, patience: Duration = AffectedReplay.patience) {
        self.persons = persons
        self.facts = facts
        self.patience = patience
    }

    /// - Parameters:
    ///   - since: users seen from here on are replayed, in the order of the store.
    ///   - limit: the most users that are replayed.
    /// - Throws: 503 while too many replays run.
    func run(
        _ trial: FlagTrial, in prepared: PreparedFlags, since moment: Timestamp, limit: Int, now: Timestamp
    ) async throws -> Outcome {
        try begin()
        defer { running.withLock { $0 -= 1 } }
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: patience)
        var affected = AffectedUsers(trial, in: prepared.flags)
        var needs = FlagNeeds(affected.changedSet).facts(of: trial.new.key)
        if let old = trial.old { needs.formUnion(prepared.needs.facts(of: old.key)) }
        let users = try await persons.personCount(seenSince: moment)
        func outcome(isComplete: Bool, unknown: Int = 0, failure: EventStoreError? = nil) -> Outcome {
            // Persons who came meanwhile may be among those replayed.
            Outcome(
                users: max(users, affected.evaluated), isComplete: isComplete, unknown: unknown, failure: failure,
                affected: affected)
        }
        var cursor: PersonCursor?
        repeat {
            let page = try await persons.persons(
                seenSince: moment, includingGroups: needs.asksGroups, after: cursor,
                limit: min(Self.pageLength, limit - affected.evaluated))
            let groups = try await groupProperties(of: page.persons, needs: needs)
            let cohorts: [String: Set<Int64>]
            do throws(EventStoreError) {
                cohorts = try await staticCohorts(of: page.persons, needs: needs, until: deadline)
            } catch {
                // Who is in which would not be told of the others either.
                let left = max(min(users, limit) - affected.evaluated, page.persons.count)
                return outcome(isComplete: false, unknown: left, failure: error)
            }
            for person in page.persons {
                guard clock.now < deadline, !Task.isCancelled else {
                    return outcome(isComplete: false)
                }
                affected.add(
                    try await context(of: person, groups: groups, cohorts: cohorts, needs: needs, now: now),
                    hadErrors: person.errors > 0)
            }
            cursor = page.nextCursor
        } while cursor != nil && affected.evaluated < limit
        return outcome(isComplete: cursor == nil || affected.evaluated >= users)
    }

    /// The static cohorts of some persons, by distinct id.
    ///
    /// Asked for one by one, as for an evaluation, a distant store may leave some out, and the counts would be wrong in
    /// silence.
    private func staticCohorts(
        of page: [SeenPerson], needs: FlagNeeds.Facts, until deadline: ContinuousClock.Instant
    ) async throws(EventStoreError) -> [String: Set<Int64>] {
        guard !needs.staticCohorts.isEmpty else { return [:] }
        let left = ContinuousClock.now.duration(to: deadline)
        return try await persons.staticCohorts(
            needs.staticCohorts, ofPersons: page.map(\.distinctID), within: max(left, .zero))
    }

    /// What flags are evaluated by for a person. Buckets that are kept count; none is kept anew, because nothing tells
    /// an earlier distinct id.
    private func context(
        of person: SeenPerson, groups: [String: [String: JSONObject]], cohorts: [String: Set<Int64>],
        needs: FlagNeeds.Facts, now: Timestamp
    ) async throws -> EvaluationContext {
        var context = EvaluationContext(
            distinctID: person.distinctID, groups: person.groups, personProperties: person.properties,
            personMetadata: ["created_at": .string(person.createdAt.description)], now: now)
        for (type, key) in person.groups {
            if let properties = groups[type]?[key] { context.groupProperties[type] = properties }
        }
        var missing = needs
        // The page has all there is.
        missing.personProperties = []
        missing.groupProperties = []
        missing.asksPersonMetadata = false
        missing.staticCohorts = []
        context.staticCohorts = cohorts[person.distinctID] ?? []
        _ = try await facts.complete(&context, with: missing)
        return context
    }

    /// What is known of the groups of some persons, by type and key. Read at once for all: asked for one by one, as for
    /// an evaluation, a distant store may leave some out, and the counts would be wrong in silence.
    private func groupProperties(
        of persons: [SeenPerson], needs: FlagNeeds.Facts
    ) async throws -> [String: [String: JSONObject]] {
        guard !needs.groupProperties.isEmpty else { return [:] }
        var keys: [String: Set<String>] = [:]
        for person in persons {
            for (type, key) in person.groups { keys[type, default: []].insert(key) }
        }
        var properties: [String: [String: JSONObject]] = [:]
        for group in try await facts.events.groups(keys) {
            properties[group.type, default: [:]][group.key] = group.properties
        }
        return properties
    }

    private func begin() throws(Problem) {
        let isFree = running.withLock { running in
            guard running < Self.maximumRunning else { return false }
            running += 1
            return true
        }
        guard isFree else {
            var problem = Problem(
                .serviceUnavailable, "Other changes are being replayed right now; try again in a moment.")
            problem.retryAfterSeconds = 1
            throw problem
        }
    }
}
