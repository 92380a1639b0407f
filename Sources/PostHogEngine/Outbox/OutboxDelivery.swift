import Analytics
import GRDB
import Logging
import Synchronization

/// Takes events out of the outbox's file in order and sends them, one request at a time.
///
/// Of all processes on the file one delivers; another takes over when it ends. An event that PostHog refuses twice,
/// while it takes others, is set aside and stops nothing; while PostHog is out of reach everything waits where it is,
/// on disk.
final class OutboxDelivery: Sendable {
    private struct State {
        var pace = DeliveryPace()
        var isDelivering = false
        var failure: String?
        var retriesAt: Timestamp?
        /// How many wait for the outbox to be empty.
        var hurried = 0
    }

    /// How often another process's events, and a lock that became free, are looked for.
    private static let lookAround = Duration.milliseconds(500)

    private let database: DatabaseQueue
    private let project: Outbox.Project
    private let lock: SharedLock
    private let sender: any EventSender
    private let settings: OutboxSettings
    private let room: OutboxRoom
    private let logger: Logger
    private let state = Mutex(State())
    private let signal = WakeUp()

    init(
        _ database: DatabaseQueue, project: @escaping Outbox.Project, lock: SharedLock, sender: any EventSender,
        settings: OutboxSettings, room: OutboxRoom, logger: Logger
    ) {
        self.database = database
        self.project = project
        self.lock = lock
        self.sender = sender
        self.settings = settings
        self.room = room
        self.logger = logger
    }

    /// Fills in what this process knows.
    func complete(_ statistics: inout OutboxStatistics) {
        state.withLock { state in
            statistics.isDelivering = state.isDelivering
            statistics.failure = state.failure
            statistics.retriesAt = state.retriesAt
        }
    }

    /// There is something new to send.
    func wake() {
        signal.wake()
    }

    /// Somebody waits: nothing lingers until ``relax()``.
    func hurry() {
        state.withLock { $0.hurried += 1 }
        signal.wake()
    }

    func relax() {
        state.withLock { $0.hurried -= 1 }
    }

    /// Delivers until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            guard let hold = tryHold() else {
                await signal.wait(atMost: Self.lookAround)
                continue
            }
            state.withLock { $0.isDelivering = true }
            await deliver()
            state.withLock { $0.isDelivering = false }
            withExtendedLifetime(hold) {}
        }
    }

    private func tryHold() -> SharedLock.Hold? {
        do throws(LocalFileError) {
            return try lock.tryHold()
        } catch {
            logger.error("the outbox cannot be delivered", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func deliver() async {
        while !Task.isCancelled {
            do {
                try await deliverBatch()
            } catch {
                await failLocally("the outbox cannot be read", error)
            }
        }
    }

    private func deliverBatch() async throws {
        await keepRoom()
        let project = project()
        var batch = try await nextBatch(of: project)
        guard !batch.isEmpty else {
            await signal.wait(atMost: Self.lookAround)
            return
        }
        if batch.count < settings.batchEvents, state.withLock(\.hurried) == 0, settings.linger > .zero {
            try await Task.sleep(for: settings.linger)
            batch = try await nextBatch(of: project)
        }
        guard let first = await send(batch, of: project), !first.refused.isEmpty else { return }
        if let reason = first.doubt {
            return await fail(reason, state.withLock { $0.pace.misconfigured(random: .random(in: 0...1)) })
        }
        // Refused while PostHog was out of order, perhaps; it takes others by now.
        guard let second = await send(first.refused.map(\.entry), of: project) else { return }
        for refusal in second.refused {
            guard await setAside(refusal, of: project) else { return }
        }
    }

    private func nextBatch(of project: String) async throws -> [OutboxEntry] {
        try await database.read { [settings] database in
            try OutboxTable(database, of: project).first(settings.batchEvents, bytes: settings.batchBytes)
        }
    }

    /// Sends a batch, and again in parts what is refused as a whole.
    /// - Returns: nil when delivery must begin anew with what waits then.
    private func send(_ batch: [OutboxEntry], of project: String) async -> DeliveryOutcome? {
        var plan = DeliveryPlan(count: batch.count)
        var outcome = DeliveryOutcome()
        while let place = plan.next, !Task.isCancelled {
            // The settings may name another one meanwhile.
            guard self.project() == project else { return nil }
            let piece = batch[place]
            switch DeliveryVerdict(await sender.send(piece)) {
            case .delivered:
                guard await noteDelivery(of: piece, to: project) else { return nil }
                outcome.taken += piece.count
                plan.settle()
            case .refused(let status, let reason):
                guard !plan.split() else { continue }
                outcome.refused += piece.map { DeliveryOutcome.Refusal(entry: $0, status: status, reason: reason) }
                plan.settle()
                if let seconds = state.withLock({ $0.pace.refused(random: .random(in: 0...1)) }) {
                    await fail("PostHog refuses event after event: \(reason)", seconds)
                }
            case .retry(let seconds, let reason):
                let random = Double.random(in: 0...1)
                await fail(reason, state.withLock { $0.pace.failed(retryAfterSeconds: seconds, random: random) })
                return nil
            case .misconfigured(let reason):
                await fail(reason, state.withLock { $0.pace.misconfigured(random: .random(in: 0...1)) })
                return nil
            }
        }
        return Task.isCancelled ? nil : outcome
    }

    private func noteDelivery(of piece: ArraySlice<OutboxEntry>, to project: String) async -> Bool {
        let isNoted = await note("PostHog has taken \(piece.count) events", project) { table in
            try table.remove(delivered: piece)
        }
        guard isNoted else { return false }
        // What stays for now goes with a later piece.
        try? await database.writeWithoutTransaction { try OutboxTable(database: $0, project: 0).shrink() }
        state.withLock { $0.pace.succeeded() }
        return true
    }

    private func setAside(_ refusal: DeliveryOutcome.Refusal, of project: String) async -> Bool {
        let maximumBytes = settings.maximumBytes
        let isNoted = await note("PostHog has refused an event", project) { table in
            try table.setAside(
                refusal.entry, status: refusal.status, reason: refusal.reason, at: WallClock.now,
                maximumBytes: maximumBytes)
        }
        guard isNoted else { return false }
        logger.warning(
            "PostHog refused an event, which is set aside",
            metadata: ["status": "\(refusal.status)", "uuid": "\(refusal.entry.uuid)"])
        return true
    }

    /// Writes down what PostHog said, however long that takes: until then nothing else is sent, and nothing twice.
    /// - Parameter what: what is written down, as the beginning of a sentence.
    /// - Returns: false when the task was cancelled before.
    private func note(
        _ what: String, _ project: String, _ body: @escaping @Sendable (OutboxTable) throws -> Void
    ) async -> Bool {
        while true {
            do {
                try await database.write { try body(OutboxTable($0, of: project)) }
                state.withLock { state in
                    state.failure = nil
                    state.retriesAt = nil
                }
                return true
            } catch {
                guard !Task.isCancelled else { return false }
                guard !room.makeRoom(after: error) else { continue }
                await failLocally("\(what), which cannot be noted", error)
            }
        }
    }

    /// On a disk that is about full, gives back what the file and its log do not need, and takes the reserve again.
    private func keepRoom() async {
        guard room.isShort else { return }
        // A full disk may refuse both; delivery goes on without, and tries again before the next batch.
        try? await database.writeWithoutTransaction { database in
            try? OutboxTable(database: database, project: 0).shrink(keptPages: 0)
            try database.checkpoint(.truncate)
        }
        room.keepRoom()
    }

    /// Pauses because the file failed, not PostHog.
    private func failLocally(_ doing: String, _ error: any Error) async {
        guard !Task.isCancelled else { return }
        let reason = "\(doing): \(EventStoreError(local: error).message)"
        let random = Double.random(in: 0...1)
        await fail(reason, state.withLock { $0.pace.failed(retryAfterSeconds: nil, random: random) })
    }

    private func fail(_ reason: String, _ seconds: Double) async {
        let retriesAt = WallClock.now.advanced(byMicroseconds: Int64(seconds * 1_000_000))
        state.withLock { state in
            state.failure = reason
            state.retriesAt = retriesAt
        }
        logger.warning(
            "events wait in the outbox", metadata: ["reason": "\(reason)", "retry_after_seconds": "\(seconds)"])
        try? await Task.sleep(for: .milliseconds(Int64(seconds * 1_000)))
    }
}
