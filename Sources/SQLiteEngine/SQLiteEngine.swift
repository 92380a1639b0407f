public import Access
public import Analytics
import GRDB
public import Logging

/// The embedded engine: events, persons, sessions and the audit log in one SQLite file (DESIGN §5).
///
///     let engine = try SQLiteEngine(directory: "/var/lib/gateway", logger: logger)
///     try await engine.store(events)     // returns when they are on disk
///
/// Any number of processes may open the same directory. Lookups run on the caller's thread, writes on the writer's.
public final class SQLiteEngine: EventStore, AccessStore, Sendable {
    let connection: any DatabaseWriter
    let writer: GroupCommitWriter
    let configuration: SQLiteEngineConfiguration
    let directory: String
    let flagCache: FlagCache
    /// Nil where the store has no write-ahead log.
    private let index: WriteAheadLogIndex?

    /// Opens the store in a directory, making either when it is missing.
    ///
    /// - Parameter directory: holds `gateway.sqlite`; made with mode 0700, the file with mode 0600.
    /// - Throws: ``EventStoreError/Code/failed`` when the directory or file cannot be used,
    ///   ``EventStoreError/Code/unsupported`` when a newer version has written it,
    ///   ``EventStoreError/Code/unavailable`` when another process keeps it locked.
    public init(
        directory: String, configuration: SQLiteEngineConfiguration = SQLiteEngineConfiguration(), logger: Logger
    ) throws(EventStoreError) {
        self.directory = directory
        self.configuration = configuration
        connection = try StoreFile(directory: directory, configuration: configuration, logger: logger).open()
        writer = GroupCommitWriter(
            connection, busyTimeoutSeconds: configuration.busyTimeoutSeconds, logger: logger)
        do {
            index = try connection.read(WriteAheadLogIndex.init)
            flagCache = try FlagCache(connection, logger: logger) { [index] in index?.version }
        } catch {
            throw EventStoreError(sqlite: error)
        }
    }

    /// What the writer has done since the store was opened.
    public var statistics: WriterStatistics { writer.statistics }

    /// Waits for the writing and reading under way and closes the file; afterwards every call fails.
    public func close() throws(EventStoreError) {
        index?.close()
        do {
            try flagCache.close()
            // A log left full makes the next start read it; one that another process uses stays.
            try? connection.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA busy_timeout = 100")
                if connection is DatabasePool { try database.checkpoint(.truncate) }
            }
            try connection.close()
        } catch {
            throw EventStoreError(sqlite: error)
        }
    }

    public var version: StoreVersion? { index?.version }

    /// Runs lookups on one snapshot of the store, on the caller's thread.
    func read<Value>(_ body: (Lookup) throws -> Value) throws(EventStoreError) -> Value {
        do {
            return try connection.read { database in
                try body(
                    Lookup(database: database, slowThreshold: configuration.slowRequestThresholdMilliseconds))
            }
        } catch {
            throw EventStoreError(sqlite: error)
        }
    }
}
