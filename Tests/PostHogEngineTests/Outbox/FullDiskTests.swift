import Analytics
import GRDB
import Logging
import Synchronization
import Testing

@testable import PostHogEngine

struct FullDiskTests {
    /// Whether PostHog is there, for senders that are told while they send.
    private final class Line: Sendable {
        let isUp = Mutex(false)

        func sender() -> RecordingSender {
            RecordingSender { [self] _, _ in
                isUp.withLock(\.self) ? RecordingSender.ok : .unreachable("no connection")
            }
        }
    }

    private static func open(_ disk: SmallDisk, _ sender: any EventSender) throws -> Outbox {
        Outbox.prepareStart(in: disk.path + "/data")
        return try Outbox(
            directory: disk.path + "/data", settings: OutboxSettings(batchEvents: 100, linger: .zero),
            project: { "https://posthog.test 1" }, sender: sender, logger: Logger(label: "test"))
    }

    /// Stores events until there is no room for more, or enough of them.
    private static func fill(_ outbox: Outbox, atMost batches: UInt64 = 1_000) async throws -> Int64 {
        let text = String(repeating: "x", count: 900)
        for batch in 0..<batches {
            do {
                try await outbox.store(OutboxFixture.events(batch * 100..<batch * 100 + 100, text: text))
            } catch {
                #expect(error.code == .full)
                return Int64(batch) * 100
            }
        }
        return Int64(batches) * 100
    }

    @Test func whatPostHogHasTakenIsNotSentAgainWhileItCannotBeNoted() async throws {
        let directory = TemporaryDirectory()
        let line = Line()
        let sender = line.sender()
        let outbox = try OutboxFixture.open(directory, sender)
        try await outbox.store(OutboxFixture.events(0..<10))
        try await outbox.refuseDeletions(true)
        line.isUp.withLock { $0 = true }
        let stuck = try await outbox.wait { $0.failure?.contains("cannot be noted") == true }
        #expect(stuck.failure?.contains("PostHog has taken 10 events") == true)
        #expect(stuck.waiting == 10)
        #expect(stuck.retriesAt != nil)
        try await outbox.refuseDeletions(false)
        #expect(try await outbox.flush(within: .seconds(60)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<10))
        #expect(try await outbox.statistics().failure == nil)
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func anOutboxThatFilledTheDiskDrains() async throws {
        let disk = try SmallDisk(megabytes: 40)
        let line = Line()
        let sender = line.sender()
        let outbox = try Self.open(disk, sender)
        let count = try await Self.fill(outbox)
        #expect(count > 5_000)
        line.isUp.withLock { $0 = true }
        #expect(try await outbox.flush(within: .seconds(120)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<count))
        try await outbox.storeWhenThereIsRoom(OutboxFixture.events(0..<10))
        try await outbox.close()
    }

    /// Nothing is left at all, and the gateway is started anew.
    @Test(.enabled(if: SmallDisk.isPossible), arguments: [false, true])
    func whatWaitsLeavesADiskThatSomebodyElseFilled(_ isRestarted: Bool) async throws {
        let disk = try SmallDisk(megabytes: 60)
        let line = Line()
        let sender = line.sender()
        var outbox = try Self.open(disk, sender)
        let count = try await Self.fill(outbox, atMost: 60)
        #expect(count == 6_000)
        if isRestarted { try await outbox.close() }
        try disk.fill()
        if isRestarted { outbox = try Self.open(disk, sender) }
        await #expect(throws: EventStoreError.self) {
            try await outbox.store(OutboxFixture.events(10_000..<10_100, text: String(repeating: "y", count: 50_000)))
        }
        line.isUp.withLock { $0 = true }
        #expect(try await outbox.flush(within: .seconds(120)))
        #expect(OutboxFixture.numbers(sender.taken) == Array(0..<count))
        #expect(try await outbox.statistics().failure == nil)
        // Once there is room it takes events as before.
        try disk.clear()
        try await outbox.storeWhenThereIsRoom(OutboxFixture.events(0..<10))
        try await outbox.close()
    }
}

extension Outbox {
    /// Has the file refuse what a delivery writes, as a full disk does.
    fileprivate func refuseDeletions(_ refused: Bool) async throws {
        try await database.writeWithoutTransaction { database in
            try database.execute(
                sql: refused
                    ? """
                    CREATE TEMP TRIGGER refusal BEFORE DELETE ON main.waiting
                    BEGIN SELECT raise(FAIL, 'refused'); END
                    """ : "DROP TRIGGER temp.refusal")
        }
    }

    /// Waits until there is room.
    fileprivate func storeWhenThereIsRoom(_ events: [CapturedEvent]) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while true {
            do {
                try await store(events)
                return
            } catch {
                guard error.code == .full, ContinuousClock.now < deadline else { throw error }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
