import Analytics
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Opens an SQLite file of the data directory in which every commit is on disk when it returns.
///
/// One connection per process: what is asked of these files is short, and memory stays small.
enum LocalDatabase {
    static let busyTimeoutSeconds = 10.0

    /// - Parameter path: of the file; made with mode 0600, its directory with mode 0700.
    static func open(path: String, migrations: [(name: String, sql: String)]) throws(EventStoreError) -> DatabaseQueue {
        do {
            try makeDirectory(of: path)
            try makeFile(path)
            let queue = try connect(path)
            try migrate(queue, migrations, path: path)
            return queue
        } catch {
            throw EventStoreError(local: error)
        }
    }

    private static func connect(_ path: String) throws -> DatabaseQueue {
        do {
            return try DatabaseQueue(path: path, configuration: configuration(journal: .wal))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR || error.resultCode == .SQLITE_IOERR
        {
            // A file system without shared memory carries no write-ahead log.
            return try DatabaseQueue(path: path, configuration: configuration(journal: .default))
        }
    }

    private static func configuration(journal: Configuration.JournalModeConfiguration) -> Configuration {
        var result = Configuration()
        result.label = "posthog-gateway.local"
        result.journalMode = journal
        result.foreignKeysEnabled = false
        result.busyMode = .timeout(busyTimeoutSeconds)
        // Should a rollback ever fail, GRDB would end the process for the transaction left open; the next write rolls
        // back instead.
        result.allowsUnsafeTransactions = true
        result.prepareDatabase { database in
            // Only a new file takes auto_vacuum; it lets a queue that was long give its room back.
            try database.execute(
                sql: """
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA cache_size = -2000;
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA journal_size_limit = 33554432;
                    """)
        }
        return result
    }

    private static func migrate(
        _ queue: DatabaseQueue, _ migrations: [(name: String, sql: String)], path: String
    ) throws {
        // Opening with a write-ahead log sets NORMAL, with which a power cut may lose what was acknowledged; without
        // one FULL does not do either, because the removal of the journal is not written to disk.
        try queue.inDatabase { try $0.execute(sql: "PRAGMA synchronous = EXTRA") }
        var migrator = DatabaseMigrator()
        for (name, sql) in migrations {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        guard try queue.read({ try !migrator.hasBeenSuperseded($0) }) else {
            throw EventStoreError(
                .unsupported, "\(path) was written by a newer version of the gateway; update this one")
        }
        // Another process may be migrating too: then this one's attempt fails, and what it wanted is done already.
        for attempt in 0...migrations.count {
            if try queue.read(migrator.hasCompletedMigrations) { return }
            do {
                try migrator.migrate(queue)
            } catch {
                guard attempt < migrations.count else { throw error }
            }
        }
    }

    static func makeDirectory(of path: String) throws(LocalFileError) {
        let directory = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        var parent = ""
        for component in directory.split(separator: "/", omittingEmptySubsequences: true) {
            parent += parent.isEmpty && !directory.hasPrefix("/") ? String(component) : "/" + component
            guard mkdir(parent, 0o700) != 0 else { continue }
            let code = errno
            // Which error an existing directory gives depends on the rights above it.
            guard access(parent, F_OK) != 0 else { continue }
            throw LocalFileError("made", parent, code: code)
        }
    }

    /// Only a new file is opened here: closing a descriptor of an open store would drop the locks SQLite holds on it.
    private static func makeFile(_ path: String) throws(LocalFileError) {
        let descriptor = createFile(path)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        let code = errno
        guard code == EEXIST else { throw LocalFileError("made", path, code: code) }
    }
}

private func createFile(_ path: String) -> Int32 {
    open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
}
