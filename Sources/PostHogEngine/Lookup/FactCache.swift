import Analytics
import Synchronization

/// Keeps what the evaluation of flags asks for, and keeps the evaluation from waiting for PostHog.
///
/// What is not known is fetched, for everybody who asks meanwhile in one query, and the caller waits a moment for it;
/// the fetch goes on when that was in vain. After that nobody waits for some seconds, so that evaluating costs the same
/// whether PostHog is fast, slow or dead. What was known before is given rather than nothing.
final class FactCache<Value: Sendable>: Sendable {
    /// The values of those subjects that have one.
    typealias Fetch = @Sendable (_ subjects: [FactSubject]) async throws(EventStoreError) -> [FactSubject: Value]

    private struct Entry {
        let value: Value?
        let fetchedAt: Double
    }

    private struct State {
        var entries: [FactSubject: Entry] = [:]
        /// In order of asking.
        var pending: [FactSubject] = []
        /// Asked for, or being fetched.
        var wanted: Set<FactSubject> = []
        var waiting: [FactSubject: [FactWait]] = [:]
        var isFetching = false
        /// Until then nobody waits.
        var pausedUntil = -Double.infinity
        /// Until then nothing is fetched.
        var brokenUntil = -Double.infinity
        var budget: QueryBudget
    }

    /// The most subjects of one query, and the most that wait for the next ones.
    private static var batchSize: Int { 200 }
    private static var maximumPending: Int { 1_000 }

    private let settings: LookupSettings
    private let now: @Sendable () -> Double
    private let fetch: Fetch
    private let state: Mutex<State>

    init(settings: LookupSettings, now: @escaping @Sendable () -> Double, fetch: @escaping Fetch) {
        self.settings = settings
        self.now = now
        self.fetch = fetch
        state = Mutex(
            State(
                budget: QueryBudget(perMinute: settings.factQueriesPerMinute, perHour: settings.factQueriesPerHour)))
    }

    /// What is known of a subject: fresh if it can be had at once or soon, else old; nil when it does not exist.
    ///
    /// Nil too when PostHog does not tell, which is noted in `AnswerQuality`.
    func value(of subject: FactSubject) async -> Value? {
        guard let entry = await entry(of: subject) else {
            AnswerQuality.current?.noteMissingFact()
            return nil
        }
        return entry.value
    }

    private func entry(of subject: FactSubject) async -> Entry? {
        let wait = FactWait()
        let (known, mustWait) = state.withLock { state -> (Entry?, Bool) in
            let moment = now()
            let entry = state.entries[subject]
            if let entry, moment - entry.fetchedAt < settings.factSeconds { return (entry, false) }
            want(subject, at: moment, in: &state)
            guard moment >= state.pausedUntil, state.wanted.contains(subject) else { return (entry, false) }
            state.waiting[subject, default: []].append(wait)
            return (entry, true)
        }
        guard mustWait else { return known }
        switch await wait.answer(within: settings.factPatience) {
        case .fetched: return state.withLock { $0.entries[subject] } ?? known
        case .failed: return known
        case .tooLate:
            state.withLock { $0.pausedUntil = max($0.pausedUntil, now() + settings.factPauseSeconds) }
            return known
        }
    }

    /// Everything that exists of some subjects, for callers who would rather wait, or fail, than go on without.
    func values(of subjects: [FactSubject]) async throws(EventStoreError) -> [Value] {
        var values: [Value] = []
        var missing: [FactSubject] = []
        state.withLock { state in
            let moment = now()
            for subject in subjects {
                if let entry = state.entries[subject], moment - entry.fetchedAt < settings.factSeconds {
                    if let value = entry.value { values.append(value) }
                } else {
                    missing.append(subject)
                }
            }
        }
        var rest = missing[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(Self.batchSize))
            rest = rest.dropFirst(batch.count)
            if let wait = state.withLock({ $0.budget.take(at: now()) }) {
                throw EventStoreError(
                    .unavailable, "the budget of queries to PostHog is spent",
                    retryAfterSeconds: Int(max(1, min(wait, 3_600).rounded(.up))))
            }
            let fetched = try await fetch(batch)
            state.withLock { state in keep(batch, fetched, in: &state) }
            values += batch.compactMap { fetched[$0] }
        }
        return values
    }

    private func keep(_ batch: [FactSubject], _ values: [FactSubject: Value], in state: inout State) {
        if state.entries.count + batch.count > settings.maximumFacts { makeRoom(in: &state) }
        for subject in batch { state.entries[subject] = Entry(value: values[subject], fetchedAt: now()) }
    }

    private func want(_ subject: FactSubject, at moment: Double, in state: inout State) {
        guard moment >= state.brokenUntil, state.pending.count < Self.maximumPending,
            state.wanted.insert(subject).inserted
        else { return }
        state.pending.append(subject)
        guard !state.isFetching else { return }
        state.isFetching = true
        Task { await self.fetchPending() }
    }

    private func fetchPending() async {
        while let batch = nextBatch() {
            let outcome: Result<[FactSubject: Value], EventStoreError>
            do throws(EventStoreError) {
                outcome = .success(try await fetch(batch))
            } catch {
                outcome = .failure(error)
            }
            let waits = state.withLock { state in finish(batch, outcome, in: &state) }
            let answer: FactWait.Answer = if case .success = outcome { .fetched } else { .failed }
            for wait in waits { wait.resolve(answer) }
        }
    }

    private func nextBatch() -> [FactSubject]? {
        let (batch, refused) = state.withLock { state -> ([FactSubject]?, [FactWait]) in
            guard !state.pending.isEmpty else {
                state.isFetching = false
                return (nil, [])
            }
            if let pause = state.budget.take(at: now()) {
                state.brokenUntil = now() + pause
                state.isFetching = false
                return (nil, giveUp(in: &state))
            }
            let batch = Array(state.pending.prefix(Self.batchSize))
            state.pending.removeFirst(batch.count)
            return (batch, [])
        }
        for wait in refused { wait.resolve(.failed) }
        return batch
    }

    private func finish(
        _ batch: [FactSubject], _ outcome: Result<[FactSubject: Value], EventStoreError>, in state: inout State
    ) -> [FactWait] {
        var waits: [FactWait] = []
        for subject in batch {
            state.wanted.remove(subject)
            waits += state.waiting.removeValue(forKey: subject) ?? []
        }
        switch outcome {
        case .success(let values):
            state.pausedUntil = -.infinity
            keep(batch, values, in: &state)
        case .failure:
            state.pausedUntil = now() + settings.factPauseSeconds
            state.brokenUntil = state.pausedUntil
            waits += giveUp(in: &state)
        }
        return waits
    }

    /// Forgets what is still to be fetched.
    private func giveUp(in state: inout State) -> [FactWait] {
        let waits = state.waiting.values.flatMap(\.self)
        state.waiting = [:]
        state.pending = []
        state.wanted = []
        return waits
    }

    /// Drops the older half: rare, and no search per entry.
    private func makeRoom(in state: inout State) {
        let ages = state.entries.values.map(\.fetchedAt).sorted()
        guard !ages.isEmpty else { return }
        let middle = ages[ages.count / 2]
        state.entries = state.entries.filter { $0.value.fetchedAt > middle }
    }
}
