import Testing

@testable import PostHogClient

struct RequestLimiterTests {
    private func limiter(_ clock: ManualClock, _ change: (inout PostHogLimits) -> Void) -> RequestLimiter {
        var limits = PostHogLimits()
        change(&limits)
        return RequestLimiter(family: .query, limits: limits, clock: clock)
    }

    @Test func aWaiterStartsWhenTheWindowMovesOn() async throws {
        let clock = ManualClock()
        let limiter = limiter(clock) { $0.query = .init(perMinute: 1) }
        try await limiter.acquire(deadline: .seconds(1_000))
        limiter.release()
        let started = Shared(false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await limiter.acquire(deadline: .seconds(1_000))
                started.withLock { $0 = true }
            }
            while clock.pauses.isEmpty { await Task.yield() }
            clock.advance(by: .seconds(59))
            #expect(!started.withLock { $0 })
            clock.advance(by: .seconds(1))
            try await group.waitForAll()
        }
        #expect(started.withLock { $0 })
    }

    @Test func whenAPauseIsEndedWhoeverWaitsForItStarts() async throws {
        let clock = ManualClock()
        let limiter = limiter(clock) { _ in }
        limiter.pause(for: .seconds(500))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await limiter.acquire(deadline: .seconds(1_000)) }
            while clock.pauses.isEmpty { await Task.yield() }
            limiter.endPause()
            try await group.waitForAll()
        }
        #expect(clock.now() == .zero)
    }

    @Test func neverMoreThanTheConcurrencyRunAtOnceAndAllGetTheirTurn() async throws {
        let limiter = limiter(ManualClock()) { $0.query = .init(concurrency: 3) }
        let counts = Shared((running: 0, most: 0, done: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await limiter.acquire(deadline: .seconds(1_000))
                    counts.withLock {
                        $0.running += 1
                        $0.most = max($0.most, $0.running)
                    }
                    for _ in 0..<5 { await Task.yield() }
                    counts.withLock {
                        $0.running -= 1
                        $0.done += 1
                    }
                    limiter.release()
                }
            }
            try await group.waitForAll()
        }
        let result = counts.withLock { $0 }
        #expect(result.most <= 3)
        #expect(result.done == 200)
    }

    @Test func aCancelledWaiterLeavesAndTakesNoPlace() async throws {
        let clock = ManualClock()
        let limiter = limiter(clock) { $0.query = .init(concurrency: 1) }
        try await limiter.acquire(deadline: .seconds(1_000))
        let waiter = Task { () async -> PostHogError.Kind? in
            do throws(PostHogError) {
                try await limiter.acquire(deadline: .seconds(1_000))
                return nil
            } catch {
                return error.kind
            }
        }
        waiter.cancel()
        #expect(await waiter.value == .cancelled)
        limiter.release()
        try await limiter.acquire(deadline: .seconds(1_000))
    }

    @Test func aWaiterWhoseDeadlinePassesIsRefused() async throws {
        let clock = ManualClock()
        let limiter = limiter(clock) { $0.query = .init(concurrency: 1) }
        try await limiter.acquire(deadline: .seconds(1_000))
        async let refused = #expect(throws: PostHogError.self) { try await limiter.acquire(deadline: .seconds(10)) }
        while clock.pauses.isEmpty { await Task.yield() }
        clock.advance(by: .seconds(10))
        let error = await refused
        #expect(error?.kind == .limited)
        #expect(error?.retryAfterSeconds == 1)
    }
}
