import Analytics
import JSON
import Synchronization

/// Asks PostHog, sparingly: equal questions at one time are one query, and an answer serves for some seconds.
///
/// Two questions are equal when they differ at most in the place of their window, and that by no more seconds than an
/// answer serves: a lookup's window ends with the moment it is asked for. When PostHog cannot answer, a kept answer
/// does, and its age is noted in `AnswerQuality` (DESIGN §4.12). Only what could be read is kept: an answer that does not
/// fit the question never takes the place of one that did (DESIGN §6).
final class LookupRunner: Sendable {
    typealias Execute = @Sendable (LookupQuery) async throws(EventStoreError) -> [[JSON]]
    private typealias Check = @Sendable ([[JSON]]) throws(EventStoreError) -> Void
    private typealias Outcome = Result<[[JSON]], EventStoreError>

    private struct Flight {
        let window: TimeWindow?
        let task: Task<Outcome, Never>
        let number: UInt64
    }

    private struct State {
        var kept: KeptAnswers
        var flights: [[UInt8]: Flight] = [:]
        var budget: QueryBudget
        var flightCount: UInt64 = 0
    }

    private let settings: LookupSettings
    private let execute: Execute
    /// Seconds, never falling.
    private let now: @Sendable () -> Double
    private let gate: QueryGate
    private let state: Mutex<State>

    init(settings: LookupSettings, now: @escaping @Sendable () -> Double, execute: @escaping Execute) {
        self.settings = settings
        self.execute = execute
        self.now = now
        gate = QueryGate(
            limit: settings.concurrentQueries, maximumWaiting: settings.maximumWaiting,
            patience: settings.maximumWait)
        state = Mutex(
            State(
                kept: KeptAnswers(maximumBytes: settings.keptBytes),
                budget: QueryBudget(perMinute: settings.queriesPerMinute, perHour: settings.queriesPerHour)))
    }

    /// What an answer says.
    /// - Parameter read: reads the rows; the same for all equal questions.
    func answer<Value>(
        _ query: LookupQuery, _ read: @escaping @Sendable ([[JSON]]) throws(EventStoreError) -> Value
    ) async throws(EventStoreError) -> Value {
        try read(try await rows(query) { rows throws(EventStoreError) in _ = try read(rows) })
    }

    private func rows(_ query: LookupQuery, check: @escaping Check) async throws(EventStoreError) -> [[JSON]] {
        let key = query.identity
        let (fresh, task) = state.withLock { state -> ([[JSON]]?, Task<Outcome, Never>?) in
            if let rows = kept(key, query, within: settings.freshSeconds, in: state)?.rows { return (rows, nil) }
            if let flight = state.flights[key], isNear(flight.window, query.window, settings.freshSeconds) {
                return (nil, flight.task)
            }
            state.flightCount += 1
            let number = state.flightCount
            let task = Task { await self.fly(query, check: check, key: key, number: number) }
            state.flights[key] = Flight(window: query.window, task: task, number: number)
            return (nil, task)
        }
        if let fresh { return fresh }
        guard let task else { return [] }
        switch await task.value {
        case .success(let rows): return rows
        case .failure(let error):
            guard error.allowsOldAnswer,
                let answer = state.withLock({ kept(key, query, within: settings.keptSeconds, in: $0) })
            else { throw error }
            AnswerQuality.current?.note(ageSeconds: now() - answer.askedAt)
            return answer.rows
        }
    }

    private func fly(_ query: LookupQuery, check: Check, key: [UInt8], number: UInt64) async -> Outcome {
        let askedAt = now()
        let outcome: Outcome
        do throws(EventStoreError) {
            let rows = try await ask(query)
            try check(rows)
            outcome = .success(rows)
        } catch {
            outcome = .failure(error)
        }
        state.withLock { state in
            if state.flights[key]?.number == number { state.flights[key] = nil }
            guard case .success(let rows) = outcome, settings.keptSeconds > 0 else { return }
            state.kept.keep(
                rows, for: key, window: query.window, askedAt: askedAt, notBefore: askedAt - settings.keptSeconds)
        }
        return outcome
    }

    private func ask(_ query: LookupQuery) async throws(EventStoreError) -> [[JSON]] {
        do throws(QueryGate.Refusal) {
            try await gate.enter()
        } catch {
            throw EventStoreError(
                .unavailable, "too many queries to PostHog are waiting",
                retryAfterSeconds: Int(settings.maximumWait.components.seconds) + 1)
        }
        defer { gate.leave() }
        if let wait = state.withLock({ $0.budget.take(at: now()) }) {
            throw EventStoreError(
                .unavailable, "the budget of queries to PostHog is spent",
                retryAfterSeconds: Int(max(1, wait.rounded(.up))))
        }
        return try await execute(query)
    }

    private func kept(_ key: [UInt8], _ query: LookupQuery, within seconds: Double, in state: borrowing State)
        -> KeptAnswers.Answer?
    {
        guard let answer = state.kept[key], now() - answer.askedAt < seconds,
            isNear(answer.window, query.window, seconds)
        else { return nil }
        return answer
    }

    private func isNear(_ left: TimeWindow?, _ right: TimeWindow?, _ seconds: Double) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return abs(left.end.milliseconds(since: right.end)) <= seconds * 1_000
    }
}

extension EventStoreError {
    /// Whether an answer of before may stand for the one that could not be had; not when PostHog refuses the question
    /// or the key.
    fileprivate var allowsOldAnswer: Bool {
        switch code {
        case .unavailable, .unusable, .tooLarge: true
        case .upstream(let status): status >= 500
        default: false
        }
    }
}
