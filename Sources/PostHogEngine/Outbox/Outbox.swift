public import Analytics
import GRDB
public import Logging
import Synchronization

/// Captured events on their way to PostHog: on disk when ``store(_:)`` returns, delivered in order, once, whatever
/// happens to PostHog or to this process (DESIGN §6).
///
/// An event goes to the project for which it was captured, and waits while the settings name another one.
///
/// Any number of processes may use one directory; one of them delivers. PostHog leaves an event out whose UUID it has,
/// so a piece that was sent, but whose end this process did not live to note, does no harm when it is sent again.
public final class Outbox: Sendable {
    /// Names the project of the settings among all of all hosts.
    typealias Project = @Sendable () -> String

    static let fileName = "outbox.sqlite"
    static let lockName = "outbox.lock"

    let database: DatabaseQueue
    private let project: Project
    private let writer: OutboxWriter
    private let delivery: OutboxDelivery
    private let work: Mutex<Task<Void, Never>?>

    /// Opens the outbox in a directory and begins to deliver to the project of the upstream's credentials.
    /// - Parameter delivers: false to leave delivery to another process.
    /// - Throws: ``EventStoreError`` when directory or file cannot be used.
    public convenience init(
        directory: String, settings: OutboxSettings = OutboxSettings(), upstream: PostHogUpstream,
        delivers: Bool = true, logger: Logger
    ) throws(EventStoreError) {
        try self.init(
            directory: directory, settings: settings, project: { upstream.project },
            sender: CaptureSender(upstream: upstream), delivers: delivers, logger: logger)
    }

    init(
        directory: String, settings: OutboxSettings, project: @escaping Project, sender: any EventSender,
        delivers: Bool = true, logger: Logger
    ) throws(EventStoreError) {
        let directory = DataDirectory(directory)
        let room = OutboxRoom(directory: directory, reserveBytes: settings.reserveBytes, logger: logger)
        room.prepareStart()
        database = try LocalDatabase.open(path: directory.file(Self.fileName), migrations: OutboxSchema.migrations)
        room.start()
        self.project = project
        try Self.enter(project(), in: database, logger: logger)
        writer = OutboxWriter(
            database, project: project, maximumBytes: settings.maximumBytes, room: room, logger: logger)
        let delivery = OutboxDelivery(
            database, project: project, lock: SharedLock(path: directory.file(Self.lockName)), sender: sender,
            settings: settings, room: room, logger: logger)
        self.delivery = delivery
        work = Mutex(delivers ? Task { await delivery.run() } : nil)
    }

    /// Sees to it that the files of a data directory can be opened though its disk is full; to be called before any is.
    public static func prepareStart(in directory: String) {
        DiskReserve(directory: DataDirectory(directory), bytes: Int64(OutboxSettings().reserveBytes))
            .releaseWhenDiskIsFull()
    }

    /// Gives the project its place in the file, and what has none its project.
    private static func enter(
        _ project: String, in database: DatabaseQueue, logger: Logger
    ) throws(EventStoreError) {
        do {
            if try database.read({ try OutboxTable($0, of: project).project }) == 0 {
                _ = try database.write { try OutboxTable($0, addingTo: project) }
            }
            let elsewhere = try database.read { try OutboxTable($0, of: project).statistics().waitingElsewhere }
            guard elsewhere > 0 else { return }
            logger.warning(
                "events wait for another project; they go out when the settings name it again",
                metadata: ["events": "\(elsewhere)"])
        } catch {
            throw EventStoreError(local: error)
        }
    }

    deinit {
        work.withLock { $0?.cancel() }
    }

    /// Stores events; when it returns they are on disk.
    /// - Returns: those that did not wait already.
    /// - Throws: ``EventStoreError/Code/full`` when there is no room for all of them; then none is stored.
    @discardableResult
    public func store(_ events: [CapturedEvent]) async throws(EventStoreError) -> [CapturedEvent] {
        guard !events.isEmpty else { return [] }
        let now = WallClock.now
        let places = try await writer.store(events.map { OutboxEntry($0, at: now) })
        delivery.wake()
        return places.count == events.count ? events : places.map { events[$0] }
    }

    /// How the outbox does.
    public func statistics() async throws(EventStoreError) -> OutboxStatistics {
        var statistics = try await read { try $0.statistics() }
        delivery.complete(&statistics)
        return statistics
    }

    /// The newest events that PostHog refused for good.
    public func deadEvents(limit: Int) async throws(EventStoreError) -> [DeadEvent] {
        try await read { try $0.dead(limit: limit) }
    }

    /// Puts the refused events back into the queue, for example after a fault between here and PostHog was repaired.
    /// - Returns: how many.
    @discardableResult
    public func reviveDeadEvents() async throws(EventStoreError) -> Int {
        let result: Result<Int, EventStoreError>
        do {
            result = .success(try await database.write { try OutboxTable(database: $0, project: 0).revive() })
        } catch {
            result = .failure(EventStoreError(local: error))
        }
        delivery.wake()
        return try result.get()
    }

    /// Waits until everything that waits now has gone out.
    /// - Returns: false when it did not within the time.
    public func flush(within limit: Duration) async throws(EventStoreError) -> Bool {
        guard let last = try await ends()?.last else { return true }
        delivery.hurry()
        defer { delivery.relax() }
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: limit)
        while clock.now < deadline, !Task.isCancelled {
            guard let ends = try await ends(), ends.first <= last else { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Whether the outbox can be read and has room; the error says why not.
    public func checkReadiness() async throws(EventStoreError) {
        _ = try await ends()
    }

    /// Ends delivery, the request under way too, and closes the file; what PostHog has not confirmed is delivered after
    /// the next start.
    public func close() async throws(EventStoreError) {
        let task = work.withLock { work in
            defer { work = nil }
            return work
        }
        task?.cancel()
        await task?.value
        do {
            try database.close()
        } catch {
            throw EventStoreError(local: error)
        }
    }

    private func ends() async throws(EventStoreError) -> (first: Int64, last: Int64)? {
        try await read { try $0.ends }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (OutboxTable) throws -> Value
    ) async throws(EventStoreError) -> Value {
        let project = project()
        do {
            return try await database.read { try body(OutboxTable($0, of: project)) }
        } catch {
            throw EventStoreError(local: error)
        }
    }
}
