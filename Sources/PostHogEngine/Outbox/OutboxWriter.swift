import Analytics
import GRDB
import Logging
import Synchronization

/// Puts events into the outbox's file: what concurrent callers bring shares a transaction, and so one flush to disk
/// (DESIGN §5).
final class OutboxWriter: Sendable {
    private let database: DatabaseQueue
    private let project: Outbox.Project
    private let maximumBytes: Int
    private let room: OutboxRoom
    private let logger: Logger
    private let queue = Mutex(OutboxJobQueue())

    init(
        _ database: DatabaseQueue, project: @escaping Outbox.Project, maximumBytes: Int, room: OutboxRoom,
        logger: Logger
    ) {
        self.database = database
        self.project = project
        self.maximumBytes = maximumBytes
        self.room = room
        self.logger = logger
    }

    /// Stores events; when it returns they are on disk.
    /// - Returns: the places of those that did not wait already.
    /// - Throws: ``EventStoreError/Code/full`` when there is no room for all of them; then none is stored.
    func store(_ entries: [OutboxEntry]) async throws(EventStoreError) -> [Int] {
        let result: Result<[Int], EventStoreError> = await withCheckedContinuation { continuation in
            submit(OutboxJob(entries: entries) { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    private func submit(_ job: OutboxJob) {
        guard queue.withLock({ $0.add(job) }) else { return }
        database.asyncWriteWithoutTransaction { [self] database in
            while true {
                let jobs = queue.withLock { $0.next() }
                guard !jobs.isEmpty else { break }
                commit(jobs, database)
            }
        }
    }

    private func commit(_ jobs: [OutboxJob], _ database: Database) {
        guard room.mayAdd(jobs.reduce(0) { $0 + $1.bytes }) else {
            for job in jobs { job.finish(.failure(diskIsFull)) }
            return
        }
        do {
            if database.isInsideTransaction { try database.rollback() }
            var results: [Result<[Int], EventStoreError>] = []
            try database.inTransaction(.immediate) {
                results = try write(jobs, OutboxTable(database, addingTo: project()))
                return .commit
            }
            for (job, result) in zip(jobs, results) { job.finish(result) }
        } catch {
            let storeError = EventStoreError(local: error)
            logger.error("writing to the outbox failed", metadata: ["error": "\(storeError)", "jobs": "\(jobs.count)"])
            for job in jobs { job.finish(.failure(storeError)) }
        }
    }

    private func write(_ jobs: [OutboxJob], _ table: OutboxTable) throws -> [Result<[Int], EventStoreError>] {
        var room = try maximumBytes - table.waitingBytes
        var added = (count: 0, bytes: 0)
        var results: [Result<[Int], EventStoreError>] = []
        for job in jobs {
            guard job.bytes <= room else {
                results.append(.failure(full))
                continue
            }
            let (places, bytes) = try table.add(job.entries)
            room -= bytes
            added.count += places.count
            added.bytes += bytes
            results.append(.success(places))
        }
        if added.count > 0 { try table.countAdded(added.count, bytes: added.bytes) }
        return results
    }

    private var diskIsFull: EventStoreError {
        EventStoreError(.full, "the disk of the outbox has too little room", retryAfterSeconds: 30)
    }

    private var full: EventStoreError {
        EventStoreError(
            .full, "the outbox is full: \(maximumBytes / 1_048_576) MB wait for PostHog (OUTBOX_MAX_MB)",
            retryAfterSeconds: 30)
    }
}
