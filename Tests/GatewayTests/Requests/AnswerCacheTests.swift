import Access
import Analytics
import JSON
import SQLiteEngine
import Synchronization
import Testing

@testable import Gateway

struct AnswerCacheTests {
    private static let own = principal("u1")

    private static func principal(_ id: String, _ capabilities: Set<Capability> = []) -> Principal {
        Principal(
            subject: id, method: .jwt, capabilities: capabilities, identity: .init(distinctID: id, email: nil))
    }

    /// A moment that a test moves on.
    private final class Time: Sendable {
        private let moment = Mutex(GatewayFixture.now)
        var clock: SystemClock { SystemClock { self.moment.withLock { $0 } } }
        func advance(milliseconds: Int64) {
            moment.withLock { $0 = $0.advanced(byMicroseconds: milliseconds * 1_000) }
        }
    }

    /// Asks, and says whether the answer had to be made.
    private func isMade(_ cache: AnswerCache, _ target: String, for principal: Principal = own) async throws -> Bool {
        var isMade = false
        _ = try await cache.answer(to: target, for: principal) {
            isMade = true
            return RevalidatedAnswer { $0.field("a", 1) }
        }
        return isMade
    }

    @Test func anAnswerIsKeptForTheSameCallerAndTargetOnly() async throws {
        let gateway = try await GatewayFixture()
        let cache = AnswerCache(store: gateway.application.engine.events, clock: Time().clock)
        #expect(try await isMade(cache, "/a"))
        #expect(try await !isMade(cache, "/a"))
        #expect(try await isMade(cache, "/b"))
        #expect(try await isMade(cache, "/a", for: Self.principal("u2")))
    }

    @Test func anyChangeOfTheStoreEndsIt() async throws {
        let gateway = try await GatewayFixture()
        let engine = gateway.application.engine.events
        let cache = AnswerCache(store: engine, clock: Time().clock)
        #expect(try await isMade(cache, "/a"))
        try await engine.store([
            CapturedEvent(
                uuid: EventID(at: GatewayFixture.now), event: "e", distinctID: "somebody else",
                timestamp: GatewayFixture.now, properties: [:])
        ])
        #expect(try await isMade(cache, "/a"))
    }

    @Test func aSecondEndsIt() async throws {
        let gateway = try await GatewayFixture()
        let time = Time()
        let cache = AnswerCache(store: gateway.application.engine.events, clock: time.clock)
        #expect(try await isMade(cache, "/a"))
        time.advance(milliseconds: 999)
        #expect(try await !isMade(cache, "/a"))
        time.advance(milliseconds: 1)
        #expect(try await isMade(cache, "/a"))
    }

    @Test func whoMayLookAtOthersGetsNoKeptAnswer() async throws {
        let gateway = try await GatewayFixture()
        let cache = AnswerCache(store: gateway.application.engine.events, clock: Time().clock)
        let support = Self.principal("u1", [.lookup])
        #expect(try await isMade(cache, "/a", for: support))
        #expect(try await isMade(cache, "/a", for: support))
    }
}
