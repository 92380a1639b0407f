import Analytics
import Synchronization
import Testing

@testable import PostHogEngine

struct FactCacheTests {
    private final class Upstream: Sendable {
        struct State {
            var batches: [[String]] = []
            var delay: Duration?
            var isHeld = false
            var held: [CheckedContinuation<Void, Never>] = []
            var isBroken = false
            var now = 0.0
            var looksAtClock = 0
            var known: [String: Int] = ["u1": 1, "u2": 2]
        }

        let state = Mutex(State())

        func cache(_ change: (inout LookupSettings) -> Void = { _ in }) -> FactCache<Int> {
            var settings = LookupSettings()
            change(&settings)
            return FactCache(
                settings: settings,
                now: {
                    self.state.withLock { state in
                        state.looksAtClock += 1
                        return state.now
                    }
                },
                fetch: { subjects throws(EventStoreError) in try await self.fetch(subjects) })
        }

        private func fetch(_ subjects: [FactSubject]) async throws(EventStoreError) -> [FactSubject: Int] {
            let delay = state.withLock { state in
                state.batches.append(subjects.map(\.text))
                return state.delay
            }
            if let delay { try? await Task.sleep(for: delay) }
            await withCheckedContinuation { continuation in
                let isHeld = state.withLock { state in
                    if state.isHeld { state.held.append(continuation) }
                    return state.isHeld
                }
                if !isHeld { continuation.resume() }
            }
            let (known, isBroken) = state.withLock { ($0.known, $0.isBroken) }
            if isBroken { throw EventStoreError(.unavailable, "out of reach") }
            var values: [FactSubject: Int] = [:]
            for subject in subjects { values[subject] = known[subject.text] }
            return values
        }

        var batches: [[String]] { state.withLock { $0.batches } }

        func letGo() {
            let held = state.withLock { state in
                state.isHeld = false
                defer { state.held = [] }
                return state.held
            }
            for continuation in held { continuation.resume() }
        }
    }

    private static func subject(_ text: String) -> FactSubject { FactSubject(distinctID: text) }

    @Test func aFactIsFetchedOnceAndAgainWhenItIsOld() async {
        let upstream = Upstream()
        let cache = upstream.cache { $0.factPatience = .seconds(3_600) }
        for _ in 0..<3 { #expect(await cache.value(of: Self.subject("u1")) == 1) }
        for _ in 0..<2 { #expect(await cache.value(of: Self.subject("nobody")) == nil) }
        #expect(upstream.batches == [["u1"], ["nobody"]])
        upstream.state.withLock { state in
            state.now = 61
            state.known = ["u1": 10]
        }
        #expect(await cache.value(of: Self.subject("u1")) == 10)
    }

    @Test(.timeLimit(.minutes(10)))
    func whoMustKnowWaitsAndIsToldWhenItIsInVain() async throws {
        let upstream = Upstream()
        let cache = upstream.cache { $0.factPatience = .milliseconds(1) }
        upstream.state.withLock { $0.delay = .milliseconds(200) }
        let subjects = ["u1", "u2", "nobody"].map(Self.subject)
        for _ in 0..<2 { #expect(try await cache.values(of: subjects).sorted() == [1, 2]) }
        #expect(upstream.batches == [["u1", "u2", "nobody"]])
        #expect(await cache.value(of: Self.subject("u2")) == 2)
        upstream.state.withLock { $0.isBroken = true }
        await #expect(throws: EventStoreError.self) { _ = try await cache.values(of: [Self.subject("u3")]) }
        #expect(try await cache.values(of: subjects).sorted() == [1, 2])
    }

    @Test(.timeLimit(.minutes(10)))
    func nobodyWaitsLongerThanAMomentAndTheFetchGoesOn() async throws {
        let upstream = Upstream()
        upstream.state.withLock { $0.isHeld = true }
        let cache = upstream.cache { $0.factPatience = .seconds(2) }
        #expect(await cache.value(of: Self.subject("u1")) == nil)
        // Now nobody waits at all: with the patience of the first, these would take longer than the test may.
        for _ in 0..<200 { #expect(await cache.value(of: Self.subject("u2")) == nil) }
        upstream.letGo()
        while await cache.value(of: Self.subject("u2")) == nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(await cache.value(of: Self.subject("u1")) == 1)
        #expect(upstream.batches == [["u1"], ["u2"]])
    }

    @Test func whatIsMissingIsNotedButNotThatThereIsNone() async {
        let upstream = Upstream()
        let cache = upstream.cache { $0.factPatience = .seconds(3_600) }
        func isNoted(_ text: String) async -> Bool {
            let quality = AnswerQuality()
            _ = await AnswerQuality.$current.withValue(quality) { await cache.value(of: Self.subject(text)) }
            return quality.lacksFacts
        }
        #expect(await !isNoted("u1"))
        #expect(await !isNoted("nobody"))
        upstream.state.withLock { state in
            state.isBroken = true
            state.now = 1_000
        }
        #expect(await isNoted("u2"))
        #expect(await !isNoted("u1"))
        #expect(await !isNoted("nobody"))
    }

    @Test func whilePostHogIsDeadWhatWasKnownIsGivenAndNothingIsFetched() async {
        let upstream = Upstream()
        let cache = upstream.cache { $0.factPatience = .seconds(3_600) }
        #expect(await cache.value(of: Self.subject("u1")) == 1)
        upstream.state.withLock { state in
            state.isBroken = true
            state.now = 100
        }
        #expect(await cache.value(of: Self.subject("u1")) == 1)
        for _ in 0..<50 { #expect(await cache.value(of: Self.subject("u2")) == nil) }
        #expect(upstream.batches.count == 2)
        upstream.state.withLock { state in
            state.isBroken = false
            state.now = 110.5
        }
        #expect(await cache.value(of: Self.subject("u2")) == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func whoeverAsksMeanwhileSharesOneQuery() async {
        let upstream = Upstream()
        upstream.state.withLock { state in
            state.isHeld = true
            state.known = Dictionary(uniqueKeysWithValues: (0..<300).map { ("p\($0)", $0) })
        }
        let cache = upstream.cache { $0.factPatience = .seconds(3_600) }
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                for _ in 0..<3 {
                    group.addTask { await cache.value(of: Self.subject("p\(number)")) == number }
                }
            }
            // Each question looks at the clock once, and so does the one query that is under way.
            while upstream.state.withLock({ $0.looksAtClock }) <= 900 { await Task.yield() }
            upstream.letGo()
            for await isRight in group { #expect(isRight) }
        }
        // One subject, or all that came before it went out; then 200; then the rest.
        #expect(upstream.batches.count <= 3)
        #expect(upstream.batches.joined().count == 300)
    }

    @Test func aSpentBudgetAsksNothing() async {
        let upstream = Upstream()
        let cache = upstream.cache { settings in
            settings.factPatience = .seconds(3_600)
            settings.factQueriesPerMinute = 1
        }
        #expect(await cache.value(of: Self.subject("u1")) == 1)
        #expect(await cache.value(of: Self.subject("u2")) == nil)
        upstream.state.withLock { $0.now = 61 }
        #expect(await cache.value(of: Self.subject("u2")) == 2)
        #expect(upstream.batches == [["u1"], ["u2"]])
    }

    @Test func theNumberOfKeptFactsIsBounded() async {
        let upstream = Upstream()
        upstream.state.withLock { $0.known = Dictionary(uniqueKeysWithValues: (0..<40).map { ("p\($0)", $0) }) }
        let cache = upstream.cache { settings in
            settings.factPatience = .seconds(3_600)
            settings.maximumFacts = 10
        }
        for number in 0..<40 {
            upstream.state.withLock { $0.now = Double(number) }
            #expect(await cache.value(of: Self.subject("p\(number)")) == number)
        }
        // The newest is still known, the first is not.
        #expect(await cache.value(of: Self.subject("p39")) == 39)
        #expect(upstream.batches.count == 40)
        #expect(await cache.value(of: Self.subject("p0")) == 0)
        #expect(upstream.batches.count == 41)
    }

    @Test func subjectsAreToldApartByTheirBytes() {
        #expect(Self.subject("caf\u{E9}") != Self.subject("cafe\u{301}"))
        #expect(FactSubject(groupType: "a", key: "b") != FactSubject(groupType: "c", key: "b"))
        #expect(FactSubject(groupType: "", key: "b") != Self.subject("b"))
    }
}
