import Analytics
import JSON
import Synchronization
import Testing

@testable import PostHogEngine

struct LookupRunnerTests {
    /// Answers with the number of the call, or fails; a call waits until it is let go.
    private final class Upstream: Sendable {
        struct State {
            var calls = 0
            var running = 0
            var mostRunning = 0
            var error: EventStoreError?
            var isHeld = false
            var held: [CheckedContinuation<Void, Never>] = []
            var now = 0.0
        }

        let state = Mutex(State())

        func runner(_ settings: LookupSettings = LookupSettings()) -> LookupRunner {
            LookupRunner(
                settings: settings, now: { self.state.withLock { $0.now } },
                execute: { _ throws(EventStoreError) in try await self.answer() })
        }

        private func answer() async throws(EventStoreError) -> [[JSON]] {
            let number = state.withLock { state in
                state.calls += 1
                state.running += 1
                state.mostRunning = max(state.mostRunning, state.running)
                return state.calls
            }
            await withCheckedContinuation { continuation in
                let isHeld = state.withLock { state in
                    if state.isHeld { state.held.append(continuation) }
                    return state.isHeld
                }
                if !isHeld { continuation.resume() }
            }
            let error = state.withLock { state in
                state.running -= 1
                return state.error
            }
            if let error { throw error }
            return [[.integer(Int64(number))]]
        }

        func letGo() {
            let held = state.withLock { state in
                state.isHeld = false
                defer { state.held = [] }
                return state.held
            }
            for continuation in held { continuation.resume() }
        }

        /// Waits until so many calls have been made.
        func waitForCalls(_ count: Int) async throws {
            while state.withLock({ $0.calls < count }) { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    private static func query(_ user: Int = 1, end: Double = 0) -> LookupQuery {
        let now = Timestamp(microseconds: 1_795_176_000_000_000 + Int64(end * 1e6))
        return LookupQuery(
            .flags(.listedIDs), values: ["person_ids": [.integer(Int64(user))]],
            window: TimeWindow(days: 1, until: now))
    }

    @Test(.timeLimit(.minutes(10)))
    func equalQuestionsAtOneTimeAreOneQuery() async throws {
        let upstream = Upstream()
        upstream.state.withLock { $0.isHeld = true }
        let runner = upstream.runner()
        let answers = try await withThrowingTaskGroup(of: [[JSON]].self) { group in
            // Windows that end within half a second, as those of a crowd do.
            for number in 0..<500 { group.addTask { try await runner.rows(Self.query(end: Double(number) / 1_000)) } }
            try await upstream.waitForCalls(1)
            upstream.letGo()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0 == [[1]] })
        #expect(upstream.state.withLock { $0.calls } == 1)
    }

    @Test func anAnswerServesForSomeSeconds() async throws {
        let upstream = Upstream()
        let runner = upstream.runner()
        #expect(try await runner.rows(Self.query()) == [[1]])
        upstream.state.withLock { $0.now = 9.9 }
        #expect(try await runner.rows(Self.query(end: 9.9)) == [[1]])
        #expect(try await runner.rows(Self.query(end: -3_600)) == [[2]])
        #expect(try await runner.rows(Self.query(2)) == [[3]])
        upstream.state.withLock { $0.now = 20 }
        #expect(try await runner.rows(Self.query(2, end: 20)) == [[4]])
    }

    @Test(arguments: [
        (EventStoreError(.unavailable, "x"), true), (EventStoreError(.unusable, "x"), true),
        (EventStoreError(.upstream(status: 500), "x"), true),
        (EventStoreError(.upstream(status: 401), "x"), false), (EventStoreError(.upstream(status: 400), "x"), false),
        (EventStoreError(.failed, "x"), false),
    ])
    func whilePostHogIsOutOfReachAnOldAnswerServesAndSaysItsAge(_ error: EventStoreError, _ serves: Bool) async throws {
        let upstream = Upstream()
        let runner = upstream.runner()
        #expect(try await runner.rows(Self.query()) == [[1]])
        upstream.state.withLock { state in
            state.now = 300
            state.error = error
        }
        let quality = AnswerQuality()
        let answer = try? await AnswerQuality.$current.withValue(quality) {
            try await runner.rows(Self.query(end: 300))
        }
        #expect(answer == (serves ? [[1]] : nil))
        #expect(quality.ageSeconds == (serves ? 300 : nil))
        await #expect(throws: EventStoreError.self) { try await runner.rows(Self.query(2, end: 300)) }
        upstream.state.withLock { $0.now = 601 }
        await #expect(throws: EventStoreError.self) { try await runner.rows(Self.query(end: 601)) }
    }

    @Test func anAnswerThatCannotBeReadIsNotKeptAndTakesNoOthersPlace() async throws {
        let upstream = Upstream()
        let runner = upstream.runner()
        let read: @Sendable ([[JSON]]) throws(EventStoreError) -> [[JSON]] = { rows throws(EventStoreError) in
            // The second call and the third are answered with something else.
            if rows == [[2]] || rows == [[3]] { throw .unreadable("x") }
            return rows
        }
        #expect(try await runner.answer(Self.query(), read) == [[1]])
        upstream.state.withLock { $0.now = 11 }
        let quality = AnswerQuality()
        let answer = try await AnswerQuality.$current.withValue(quality) {
            try await runner.answer(Self.query(end: 11), read)
        }
        #expect(answer == [[1]])
        #expect(quality.ageSeconds == 11)
        await #expect(throws: EventStoreError.self) { try await runner.answer(Self.query(2, end: 11), read) }
        #expect(try await runner.answer(Self.query(2, end: 11), read) == [[4]])
        #expect(try await runner.answer(Self.query(end: 11), read) == [[5]])
    }

    @Test(.timeLimit(.minutes(10)))
    func noMoreQueriesRunAtOnceThanAllowedAndTheCrowdIsRefused() async throws {
        let upstream = Upstream()
        upstream.state.withLock { $0.isHeld = true }
        var settings = LookupSettings()
        settings.maximumWaiting = 10
        settings.maximumWait = .seconds(3_600)
        let runner = upstream.runner(settings)
        let outcomes = await withTaskGroup(of: EventStoreError?.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do throws(EventStoreError) {
                        _ = try await runner.rows(Self.query(number))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            // Two run, ten wait; all others know at once.
            var outcomes: [EventStoreError?] = []
            for _ in 0..<88 { if let outcome = await group.next() { outcomes.append(outcome) } }
            upstream.letGo()
            return await group.reduce(into: outcomes) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 12)
        #expect(outcomes.compactMap(\.self).allSatisfy { $0.code == .unavailable && ($0.retryAfterSeconds ?? 0) > 0 })
        #expect(upstream.state.withLock { $0.mostRunning } == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func manyUsersStayWithinThePlacesAndTheBudget() async {
        let upstream = Upstream()
        var settings = LookupSettings()
        settings.maximumWaiting = 1_000
        settings.maximumWait = .seconds(3_600)
        let runner = upstream.runner(settings)
        let errors = await withTaskGroup(of: EventStoreError?.self) { group in
            for user in 0..<500 {
                group.addTask {
                    do throws(EventStoreError) {
                        _ = try await runner.rows(Self.query(user))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(upstream.state.withLock { $0.calls } == settings.queriesPerMinute)
        #expect(upstream.state.withLock { $0.mostRunning } <= 2)
        #expect(errors.count { $0 == nil } == settings.queriesPerMinute)
        #expect(errors.compactMap(\.self).allSatisfy { $0.code == .unavailable && $0.retryAfterSeconds == 60 })
    }

    @Test func aSpentBudgetSaysWhenItIsWorthTryingAgain() async throws {
        let upstream = Upstream()
        var settings = LookupSettings()
        settings.queriesPerMinute = 2
        let runner = upstream.runner(settings)
        for user in 1...2 { _ = try await runner.rows(Self.query(user)) }
        upstream.state.withLock { $0.now = 15.5 }
        let error = await #expect(throws: EventStoreError.self) { try await runner.rows(Self.query(3, end: 15.5)) }
        #expect(error?.code == .unavailable)
        #expect(error?.retryAfterSeconds == 45)
        #expect(upstream.state.withLock { $0.calls } == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func waitingForAPlaceEnds() async throws {
        let upstream = Upstream()
        upstream.state.withLock { $0.isHeld = true }
        var settings = LookupSettings()
        settings.concurrentQueries = 1
        settings.maximumWait = .milliseconds(20)
        let runner = upstream.runner(settings)
        async let first = runner.rows(Self.query(1))
        try await upstream.waitForCalls(1)
        await #expect(throws: EventStoreError.self) { try await runner.rows(Self.query(2)) }
        upstream.letGo()
        #expect(try await first == [[1]])
        #expect(try await runner.rows(Self.query(3)) == [[2]])
    }

    @Test func keptAnswersTakeABoundedRoom() {
        var kept = KeptAnswers(maximumBytes: 10_000)
        let text = JSON.string(String(repeating: "x", count: 1_000))
        for number in 0..<100 {
            kept.keep([[text]], for: [UInt8(number)], window: nil, askedAt: Double(number), notBefore: 0)
        }
        let known = (0..<100).filter { kept[[UInt8($0)]] != nil }
        #expect(known.count == 8)
        #expect(known.last == 99)
        kept.keep(
            [[.string(String(repeating: "x", count: 20_000))]], for: [200], window: nil, askedAt: 100, notBefore: 0)
        #expect(kept[[200]] == nil)
        #expect(
            (0..<100).filter { kept[[UInt8($0)]] != nil } == known, "an answer too large for all room drove others out")
    }
}

extension LookupRunner {
    fileprivate func rows(_ query: LookupQuery) async throws(EventStoreError) -> [[JSON]] {
        try await answer(query) { $0 }
    }
}
