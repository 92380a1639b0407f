import Analytics
import Logging
import PostHogClient
import Synchronization

/// Which static cohorts a person is in, as PostHog last said; evaluating a flag never waits long for it.
///
/// A person nobody has asked for costs two calls; the answer is kept for a while. While PostHog is slow or out of reach
/// the last answer counts, however old. A person without one is in no static cohort, which is noted in `AnswerQuality`.
final class CohortMemberships: Sendable {
    /// How long an answer counts, in seconds.
    static let lifetimeSeconds = 60.0
    /// How long nobody asks after PostHog was too slow, in seconds.
    static let restSeconds = 5.0
    /// The most persons that are remembered.
    static let maximumPersons = 20_000

    struct Entry {
        var cohorts: Set<Int64>
        var readAt: Timestamp
    }

    struct State {
        var entries: [String: Entry] = [:]
        var asking: [String: Task<Void, Never>] = [:]
        var restsUntil = Timestamp.distantPast
    }

    private let upstream: PostHogUpstream
    private let patience: Duration
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter patience: how long an evaluation waits.
    init(upstream: PostHogUpstream, patience: Duration, logger: Logger) {
        self.upstream = upstream
        self.patience = patience
        self.logger = logger
    }

    /// The static cohorts of a person; waits a bounded time at most.
    func cohorts(ofPerson distinctID: String, now: Timestamp) async -> Set<Int64> {
        guard let entry = await entry(ofPerson: distinctID, now: now) else {
            AnswerQuality.current?.noteMissingFact()
            return []
        }
        return entry.cohorts
    }

    private func entry(ofPerson distinctID: String, now: Timestamp) async -> Entry? {
        let (known, isResting) = state.withLock { ($0.entries[distinctID], now < $0.restsUntil) }
        let age = known.map { now.milliseconds(since: $0.readAt) / 1_000 }
        if isResting || age.map({ $0 < Self.lifetimeSeconds }) ?? false { return known }
        let asking = question(about: distinctID)
        // The question goes on after the waiting has ended, so that the next evaluation finds its answer.
        let answered = WakeUp()
        Task {
            await asking.value
            answered.wake()
        }
        await answered.wait(atMost: patience)
        return state.withLock { state in
            // The question may be older than this call, if another evaluation has asked it.
            guard let entry = state.entries[distinctID], entry.readAt != known?.readAt else {
                state.restsUntil = now.advanced(
                    byMicroseconds: Int64(Self.restSeconds) * Timestamp.microsecondsPerSecond)
                return known
            }
            return entry
        }
    }

    /// Notes a change this gateway has made.
    func change(_ distinctID: String, adding: Set<Int64> = [], removing: Set<Int64> = []) {
        state.withLock { state in
            state.entries[distinctID]?.cohorts.formUnion(adding)
            state.entries[distinctID]?.cohorts.subtract(removing)
        }
    }

    private func question(about distinctID: String) -> Task<Void, Never> {
        state.withLock { state in
            if let asking = state.asking[distinctID] { return asking }
            let asking = Task { [self] in await ask(distinctID) }
            state.asking[distinctID] = asking
            return asking
        }
    }

    private func ask(_ distinctID: String) async {
        let askedAt = WallClock.now
        var answer: Set<Int64>?
        do throws(PostHogError) {
            answer = try await upstream.call { client throws(PostHogError) in
                guard let person = try await client.person(distinctID: distinctID) else { return [] }
                return Set(
                    try await client.personCohorts(id: person.id).filter(\.isStatic).map(\.id))
            }
        } catch {
            logger.debug("static cohorts of a person cannot be read", metadata: ["reason": "\(error)"])
        }
        let cohorts = answer
        state.withLock { state in
            state.asking[distinctID] = nil
            guard let cohorts else { return }
            if state.entries.count >= Self.maximumPersons { state.forgetOldestHalf() }
            state.entries[distinctID] = Entry(cohorts: cohorts, readAt: askedAt)
        }
    }
}

extension CohortMemberships.State {
    fileprivate mutating func forgetOldestHalf() {
        let times = entries.values.map(\.readAt).sorted()
        guard let middle = times.dropFirst(times.count / 2).first else { return }
        entries = entries.filter { $0.value.readAt > middle }
    }
}
