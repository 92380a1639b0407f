import Analytics
import JSON
import Logging
import Testing

@testable import PostHogEngine

struct OutboxTests {
    private static func unreachable(_: Int, _: [OutboxEntry]) async -> DeliveryAnswer { .unreachable("no connection") }

    @Test func eventsArriveInOrderAsTheyWereCaptured() async throws {
        let directory = TemporaryDirectory()
        let sender = RecordingSender()
        let outbox = try OutboxFixture.open(directory, sender)
        for start in stride(from: UInt64(0), to: 500, by: 50) {
            #expect(try await outbox.store(OutboxFixture.events(start..<start + 50)).count == 50)
        }
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<500))
        #expect(sender.requests.allSatisfy { $0.count <= 100 })
        let first = try JSON(parsing: try #require(sender.taken.first).body)
        #expect(first["uuid"] == "01900000-0000-7000-8000-000000000000")
        #expect(first["timestamp"] == "2026-11-20T00:00:00Z")
        #expect(first["event"] == "e0")
        #expect(first["distinct_id"] == "u1")
        let statistics = try await outbox.wait { $0.delivered == 500 }
        #expect(statistics.waiting == 0)
        #expect(statistics.waitingBytes == 0)
        #expect(statistics.oldest == nil)
        #expect(statistics.dead == 0)
    }

    @Test func anEventThatWaitsIsStoredOnce() async throws {
        let directory = TemporaryDirectory()
        let outbox = try OutboxFixture.open(directory, RecordingSender(Self.unreachable))
        #expect(try await outbox.store(OutboxFixture.events(0..<10)).count == 10)
        #expect(try await outbox.store(OutboxFixture.events(5..<15)).count == 5)
        #expect(try await outbox.statistics().waiting == 15)
    }

    @Test func whatWasStoredIsThereAfterAKill() async throws {
        let directory = TemporaryDirectory()
        let outbox = try OutboxFixture.open(directory, RecordingSender(Self.unreachable))
        try await outbox.store(OutboxFixture.events(0..<300))
        // The files as a process leaves them that never closes anything.
        let left = try directory.copy()
        let sender = RecordingSender()
        let next = try OutboxFixture.open(left, sender)
        #expect(try await next.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<300))
        #expect(try directory.permissions("outbox.sqlite") == 0o600)
    }

    @Test func whatWaitsArrivesAfterTheOutage() async throws {
        let directory = TemporaryDirectory()
        let sender = RecordingSender { request, _ in
            request <= 2 ? .status(503, text: "down", retryAfterSeconds: nil) : RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<10))
        let failing = try await outbox.wait { $0.failure != nil }
        #expect(failing.failure?.contains("503") == true)
        #expect(failing.retriesAt != nil)
        #expect(failing.waiting == 10)
        #expect(failing.oldest != nil)
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<10))
        #expect(try await outbox.wait { $0.failure == nil }.failure == nil)
    }

    @Test func oneBadEventIsSetAsideAndTheOthersArriveInOrder() async throws {
        let directory = TemporaryDirectory()
        let sender = RecordingSender { _, events in
            OutboxFixture.numbers(events).contains(37)
                ? .status(400, text: "event 37 is bad", retryAfterSeconds: nil) : RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<100))
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<100).filter { $0 != 37 })
        let statistics = try await outbox.wait { $0.delivered == 99 }
        #expect(statistics.dead == 1)
        #expect(statistics.deadKept == 1)
        let dead = try await outbox.deadEvents(limit: 10)
        #expect(dead.map(\.status) == [400])
        #expect(dead.first?.reason == "event 37 is bad")
        #expect(dead.first?.event.parsed()["properties"]?["n"] == 37)
    }

    @Test func aBatchThatIsTooLargeGoesInPieces() async throws {
        let directory = TemporaryDirectory()
        let sender = RecordingSender { _, events in
            events.count > 10 ? .status(413, text: "too large", retryAfterSeconds: nil) : RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<100))
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<100))
        #expect(try await outbox.statistics().dead == 0)
    }

    @Test func refusedEventsCanBeSentAgain() async throws {
        let directory = TemporaryDirectory()
        // Both, each, and the refused one once more.
        let sender = RecordingSender { request, events in
            request <= 4 && OutboxFixture.numbers(events).contains(0)
                ? .status(422, text: "no", retryAfterSeconds: nil) : RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<2))
        _ = try await outbox.wait { $0.dead == 1 }
        #expect(OutboxFixture.numbers(sender.taken) == [1])
        #expect(try await outbox.reviveDeadEvents() == 1)
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == [1, 0])
        let statistics = try await outbox.wait { $0.delivered == 2 }
        #expect(statistics.deadKept == 0)
        #expect(statistics.dead == 1)
    }

    @Test func anEventRefusedDuringAFaultArrivesAfterIt() async throws {
        let directory = TemporaryDirectory()
        // All, a half, a quarter and the first alone.
        let sender = RecordingSender { request, _ in
            request <= 4 ? .status(400, text: "out of order", retryAfterSeconds: nil) : RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<8))
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == [1, 2, 3, 4, 5, 6, 7, 0])
        #expect(try await outbox.statistics().dead == 0)
    }

    @Test(arguments: [1, 10]) func aBatchOfWhichNothingIsTakenWaits(_ count: UInt64) async throws {
        let directory = TemporaryDirectory()
        let sender = RecordingSender { _, _ in .status(400, text: "out of order", retryAfterSeconds: nil) }
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<count))
        let statistics = try await outbox.wait { $0.failure != nil || $0.dead > 0 }
        #expect(statistics.failure?.contains("out of order") == true)
        #expect(statistics.waiting == Int(count))
        #expect(statistics.dead == 0)
    }

    @Test func aFullOutboxRefusesAndLaterTakes() async throws {
        let directory = TemporaryDirectory()
        let sender = RecordingSender { request, _ in request == 1 ? .unreachable("down") : RecordingSender.ok }
        let outbox = try OutboxFixture.open(
            directory, sender, OutboxSettings(maximumMegabytes: 1, batchEvents: 100, linger: .zero))
        let text = String(repeating: "x", count: 9_000)
        try await outbox.store(OutboxFixture.events(0..<100, text: text))
        let error = await #expect(throws: EventStoreError.self) {
            try await outbox.store(OutboxFixture.events(100..<200, text: text))
        }
        #expect(error?.code == .full)
        #expect(error?.message.contains("OUTBOX_MAX_MB") == true)
        // Nothing of what was refused is stored.
        #expect(try await outbox.statistics().waiting == 100)
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(try await outbox.store(OutboxFixture.events(100..<200, text: text)).count == 100)
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<200))
    }

    @Test func ofSeveralProcessesOneDeliversAndAnotherTakesOver() async throws {
        let directory = TemporaryDirectory()
        let (first, second) = (RecordingSender(), RecordingSender())
        let one = try OutboxFixture.open(directory, first)
        _ = try await one.wait { $0.isDelivering }
        let two = try OutboxFixture.open(directory, second)
        try await two.store(OutboxFixture.events(0..<50))
        #expect(try await two.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(first.taken) == Array(0..<50))
        #expect(second.requests.isEmpty)
        try await one.close()
        try await two.store(OutboxFixture.events(50..<80))
        #expect(try await two.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(second.taken) == Array(50..<80))
        #expect(try await two.wait { $0.delivered == 80 }.delivered == 80)
    }

    @Test func aClosedOutboxRefuses() async throws {
        let directory = TemporaryDirectory()
        let outbox = try OutboxFixture.open(directory, RecordingSender())
        try await outbox.close()
        await #expect(throws: EventStoreError.self) { try await outbox.store(OutboxFixture.events(0..<1)) }
    }

    /// What one request takes is PostHog's affair; that a backlog needs few of them is the outbox's.
    @Test func aBacklogIsSentInFullBatches() async throws {
        let directory = TemporaryDirectory()
        let (gate, opening) = AsyncStream.makeStream(of: Never.self)
        let sender = RecordingSender { request, _ in
            if request == 1 { for await _ in gate {} }
            return RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(
            directory, sender, OutboxSettings(batchEvents: 1_000, linger: .zero))
        for start in stride(from: UInt64(0), to: 10_000, by: 500) {
            try await outbox.store(OutboxFixture.events(start..<start + 500))
        }
        opening.finish()
        #expect(try await outbox.flush(within: .seconds(60)))
        #expect(sender.taken.count == 10_000)
        #expect(sender.requests.dropFirst().dropLast().allSatisfy { $0.count == 1_000 })
        #expect(sender.requests.count <= 11)
    }
}
