import Analytics
import GRDB
import Logging
import Synchronization

/// The one writer of this process: joins what concurrent callers want written into one transaction, so that one flush
/// to disk serves them all (DESIGN §5).
///
/// It works on the connection's own queue. While one transaction is flushed the next callers gather. A caller that
/// stops waiting stops nothing.
final class GroupCommitWriter: Sendable {
    private struct State {
        var queue = WriteQueue()
        var statistics = WriterStatistics()
    }

    private let connection: any DatabaseWriter
    private let logger: Logger
    private let log: WriteAheadLog
    private let state = Mutex(State())

    init(_ connection: any DatabaseWriter, busyTimeoutSeconds: Double, logger: Logger) {
        self.connection = connection
        self.logger = logger
        log = WriteAheadLog(databasePath: connection.path, busyTimeoutSeconds: busyTimeoutSeconds)
    }

    var statistics: WriterStatistics { state.withLock(\.statistics) }
    var isWriting: Bool { state.withLock(\.queue.isWriting) }
    /// How many callers wait for a transaction that has not begun.
    var waitingJobs: Int { state.withLock(\.queue.count) }

    /// Writes, and returns when the writing is on disk.
    /// - Parameter weight: how much of a transaction it fills, in events.
    func write<Value: Sendable>(
        weight: Int = 1, _ work: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws(EventStoreError) -> Value {
        let outcome = WriteOutcome<Value>()
        let result: Result<Value, EventStoreError> = await withCheckedContinuation { continuation in
            submit(
                WriteJob(weight: weight) { transaction in
                    outcome.value = try work(transaction)
                } finish: { error in
                    continuation.resume(returning: outcome.result(error))
                })
        }
        return try result.get()
    }

    private func submit(_ job: WriteJob) {
        let mustStart = state.withLock { $0.queue.add(job) }
        if mustStart {
            connection.asyncWriteWithoutTransaction { [self] database in drain(database) }
        }
    }

    private func drain(_ database: Database) {
        while true {
            let jobs = state.withLock { $0.queue.next() }
            guard !jobs.isEmpty else { break }
            commit(jobs, database)
            log.keepBounded(database, logger: logger)
        }
    }

    private func commit(_ jobs: [WriteJob], _ database: Database) {
        do {
            try perform(jobs, database)
        } catch {
            if jobs.count > 1, EventStoreError.isOfOneWrite(error) {
                // One of them is at fault: alone, the others succeed.
                for job in jobs { commit([job], database) }
                return
            }
            let storeError = EventStoreError(sqlite: error)
            logger.error("writing to the store failed", metadata: ["error": "\(storeError)", "jobs": "\(jobs.count)"])
            state.withLock { $0.statistics.failedJobs += jobs.count }
            for job in jobs { job.finish(storeError) }
            return
        }
        state.withLock {
            $0.statistics.transactions += 1
            $0.statistics.jobs += jobs.count
        }
        for job in jobs { job.finish(nil) }
    }

    private func perform(_ jobs: [WriteJob], _ database: Database) throws {
        if database.isInsideTransaction { try database.rollback() }
        try database.beginTransaction(.immediate)
        do {
            let transaction = WriteTransaction(database, logger: logger)
            for job in jobs { try job.perform(transaction) }
            try transaction.flush()
            try database.commit()
        } catch {
            // SQLite has ended the transaction itself after some errors, for example a full disk.
            if database.isInsideTransaction {
                do {
                    try database.rollback()
                } catch let rollbackError {
                    logger.error("a rollback failed", metadata: ["error": "\(EventStoreError(sqlite: rollbackError))"])
                }
            }
            throw error
        }
    }
}
