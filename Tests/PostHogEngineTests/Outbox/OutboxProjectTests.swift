import Analytics
import GRDB
import Synchronization
import Testing

@testable import PostHogEngine

struct OutboxProjectTests {
    private final class Setting: Sendable {
        let project = Mutex("host 1")
    }

    private static func unreachable(_: Int, _: [OutboxEntry]) async -> DeliveryAnswer { .unreachable("no connection") }

    @Test func eventsWaitForTheProjectTheyWereCapturedFor() async throws {
        let directory = TemporaryDirectory()
        let first = try OutboxFixture.open(directory, RecordingSender(Self.unreachable), project: { "host 1" })
        try await first.store(OutboxFixture.events(0..<5))
        try await first.close()

        let others = RecordingSender()
        let second = try OutboxFixture.open(directory, others, project: { "host 2" })
        try await second.store(OutboxFixture.events(10..<13))
        #expect(try await second.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(others.taken) == [10, 11, 12])
        let statistics = try await second.wait { $0.delivered == 3 }
        #expect(statistics.waiting == 0)
        #expect(statistics.waitingElsewhere == 5)
        #expect(statistics.oldest == nil)
        try await second.close()

        let own = RecordingSender()
        let third = try OutboxFixture.open(directory, own, project: { "host 1" })
        #expect(try await third.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(own.taken) == Array(0..<5))
        #expect(try await third.wait { $0.delivered == 8 }.waitingElsewhere == 0)
    }

    /// The settings may name another project while the gateway runs.
    @Test func eventsBelongToTheProjectOfTheMoment() async throws {
        let directory = TemporaryDirectory()
        let setting = Setting()
        let sender = RecordingSender { _, _ in
            setting.project.withLock { $0 == "host 1" } ? .unreachable("no connection") : RecordingSender.ok
        }
        let outbox = try OutboxFixture.open(directory, sender, project: { setting.project.withLock(\.self) })
        try await outbox.store(OutboxFixture.events(0..<3))
        _ = try await outbox.wait { $0.failure != nil }
        setting.project.withLock { $0 = "host 2" }
        try await outbox.store(OutboxFixture.events(3..<6))
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == [3, 4, 5])
        #expect(try await outbox.statistics().waitingElsewhere == 3)
    }

    @Test func refusedEventsComeBackForTheirProject() async throws {
        let directory = TemporaryDirectory()
        let refusing = RecordingSender { _, events in
            OutboxFixture.numbers(events).contains(0)
                ? .status(422, text: "no", retryAfterSeconds: nil) : RecordingSender.ok
        }
        let first = try OutboxFixture.open(directory, refusing, project: { "host 1" })
        try await first.store(OutboxFixture.events(0..<2))
        _ = try await first.wait { $0.dead == 1 }
        try await first.close()
        let second = try OutboxFixture.open(directory, RecordingSender(), project: { "host 2" })
        #expect(try await second.reviveDeadEvents() == 1)
        #expect(try await second.flush(within: .seconds(30)))
        #expect(try await second.statistics().waitingElsewhere == 1)
    }

    @Test func whatWaitedBeforeThereWereProjectsBelongsToTheFirst() async throws {
        let directory = TemporaryDirectory()
        let database = try LocalDatabase.open(
            path: directory.file(Outbox.fileName), migrations: Array(OutboxSchema.migrations.prefix(1)))
        try await database.write { database in
            let body = OutboxEntry(OutboxFixture.events(7..<8)[0], at: WallClock.now).body
            try database.execute(
                sql: """
                    INSERT INTO waiting (uuid, captured_at, size, event) VALUES ('a', 1, 100, ?);
                    UPDATE totals SET waiting = 1, waiting_bytes = 100;
                    """, arguments: [body])
        }
        try database.close()
        let sender = RecordingSender()
        let outbox = try OutboxFixture.open(directory, sender, project: { "host 1" })
        #expect(try await outbox.flush(within: .seconds(30)))
        #expect(OutboxFixture.numbers(sender.taken) == [7])
        let statistics = try await outbox.wait { $0.delivered == 1 }
        #expect(statistics.waiting == 0)
        #expect(statistics.waitingElsewhere == 0)
    }
}
