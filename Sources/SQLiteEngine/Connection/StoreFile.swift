import Analytics
import GRDB
import GRDBSQLite
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds or makes the file of a store, opens it and brings its schema up to date.
struct StoreFile {
    static let name = "gateway.sqlite"

    let directory: String
    let configuration: SQLiteEngineConfiguration
    let logger: Logger

    var path: String { directory.hasSuffix("/") ? directory + Self.name : directory + "/" + Self.name }

    func open() throws(EventStoreError) -> any DatabaseWriter {
        try makeDirectory()
        try makeFile()
        do {
            let database = try connect()
            try migrate(database)
            return database
        } catch {
            throw EventStoreError(sqlite: error)
        }
    }

    private func makeDirectory() throws(EventStoreError) {
        var isDirectory = stat()
        if stat(directory, &isDirectory) == 0 {
            guard isDirectory.st_mode & S_IFMT == S_IFDIR else {
                throw EventStoreError(.failed, "the data directory \(directory) is not a directory")
            }
            return
        }
        var parent = ""
        for component in directory.split(separator: "/", omittingEmptySubsequences: true) {
            parent += parent.isEmpty && !directory.hasPrefix("/") ? String(component) : "/" + component
            guard mkdir(parent, 0o700) != 0 else { continue }
            let code = errno
            // Which error an existing directory gives depends on the rights above it.
            guard access(parent, F_OK) != 0 else { continue }
            throw EventStoreError(.failed, "the data directory \(parent) cannot be made: \(Self.text(of: code))")
        }
    }

    /// Makes an empty file that only its owner may read; SQLite gives the files beside it the same rights.
    ///
    /// Only a new file is opened here: closing a descriptor of an open store would drop the locks SQLite holds on it.
    private func makeFile() throws(EventStoreError) {
        let descriptor = Self.create(path)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        let code = errno
        guard code == EEXIST else {
            throw EventStoreError(
                code == ENOSPC || code == EDQUOT ? .full : .failed,
                "the store \(path) cannot be made: \(Self.text(of: code))")
        }
        guard access(path, R_OK | W_OK) == 0 else {
            throw EventStoreError(.failed, "the store \(path) may not be read and written: \(Self.text(of: errno))")
        }
    }

    private static func create(_ path: String) -> Int32 {
        #if canImport(Darwin)
            Darwin.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        #elseif canImport(Musl)
            Musl.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        #else
            Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        #endif
    }

    private static func text(of code: Int32) -> String {
        String(cString: strerror(code))
    }

    private func connect() throws -> any DatabaseWriter {
        guard configuration.journal == .automatic, !FileSystem.mayBeNetwork(directory) else {
            return try connectWithRollbackJournal()
        }
        // Two processes that both find a new file may meet while switching its journal.
        for _ in 0..<5 {
            do {
                return try connectWithWriteAheadLog()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                continue
            } catch let error as DatabaseError where Self.saysNoSharedMemory(error) {
                logger.warning("the file system carries no write-ahead log; using a rollback journal")
                return try connectWithRollbackJournal()
            }
        }
        return try connectWithWriteAheadLog()
    }

    private func connectWithWriteAheadLog() throws -> any DatabaseWriter {
        let pool = try DatabasePool(path: path, configuration: connectionConfiguration())
        // Opening sets NORMAL, with which a power cut may lose what was acknowledged.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
    }

    private func connectWithRollbackJournal() throws -> any DatabaseWriter {
        let queue = try DatabaseQueue(path: path, configuration: connectionConfiguration())
        try queue.inDatabase { database in
            // A transaction ends with the removal of its journal. Less than EXTRA does not write that to disk: after a
            // power cut the journal might be there again, and what was acknowledged would be rolled back.
            try database.execute(sql: "PRAGMA synchronous = EXTRA")
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            guard mode == "delete" else {
                throw EventStoreError(.unavailable, "another process uses the store with a write-ahead log")
            }
        }
        return queue
    }

    /// The refusal of a file system without shared memory; GRDB's own error for it has no code of its own.
    private static func saysNoSharedMemory(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_ERROR && error.message?.contains("WAL") == true
            || error.extendedResultCode == .SQLITE_IOERR_SHMOPEN || error.extendedResultCode == .SQLITE_IOERR_SHMMAP
            || error.extendedResultCode == .SQLITE_IOERR_SHMLOCK || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
    }

    private func connectionConfiguration() -> Configuration {
        var result = Configuration()
        result.label = "posthog-gateway.store"
        result.foreignKeysEnabled = false
        result.maximumReaderCount = configuration.readers
        // Should a rollback ever fail, GRDB would end the process for the transaction left open; the writer instead
        // rolls back before its next one.
        result.allowsUnsafeTransactions = true
        result.busyMode = .timeout(configuration.busyTimeoutSeconds)
        result.persistentReadOnlyConnections = true
        result.prepareDatabase { database in
            // The page cache counts as resident memory, the system's file cache does not: little of the one, no
            // mapping, and reads come from the other.
            let cacheKilobytes = database.configuration.readonly ? 700 : 2_000
            try database.execute(
                sql: """
                    PRAGMA page_size = 4096;
                    PRAGMA cache_size = -\(cacheKilobytes);
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA wal_autocheckpoint = 8000;
                    PRAGMA journal_size_limit = 33554432;
                    """)
            database.add(function: Self.lowercased)
        }
        return result
    }

    /// `lowercased(text)`; SQLite's own `lower` knows the letters of ASCII only.
    private static let lowercased = DatabaseFunction("lowercased", argumentCount: 1, pure: true) { values in
        values.first.flatMap(String.fromDatabaseValue)?.lowercased()
    }

    private func migrate(_ database: any DatabaseWriter) throws {
        let migrator = Schema.migrator
        try database.read { database in
            guard try !migrator.hasBeenSuperseded(database) else {
                throw EventStoreError(
                    .unsupported, "the store \(path) was written by a newer version of the gateway; update this one")
            }
        }
        // Another process may be migrating too: then this one's attempt fails, and what it wanted is done already.
        for attempt in 0... {
            if try database.read(migrator.hasCompletedMigrations) { return }
            do {
                try migrator.migrate(database)
            } catch {
                guard attempt < migrator.migrations.count else { throw error }
            }
        }
    }
}
