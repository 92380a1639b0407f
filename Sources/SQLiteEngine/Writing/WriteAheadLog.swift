import GRDB
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps the write-ahead log from growing without bound.
///
/// SQLite copies the log back at commits once it is long (`wal_autocheckpoint`), but starts it anew only when no
/// reader needs it; under steady reading that moment may never come by itself.
struct WriteAheadLog: ~Copyable {
    static let limitBytes: Int64 = 64 * 1024 * 1024
    private static let transactionsBetweenLooks = 64
    /// How long the writer waits for readers to leave the log, in milliseconds.
    private static let patience = 200

    private let path: String
    private let busyTimeoutMilliseconds: Int
    private let sinceLook = Atomic<Int>(0)

    init(databasePath: String, busyTimeoutSeconds: Double) {
        path = databasePath + "-wal"
        busyTimeoutMilliseconds = Int(min(busyTimeoutSeconds, 86_400) * 1_000)
    }

    func keepBounded(_ database: Database, logger: Logger) {
        guard sinceLook.wrappingAdd(1, ordering: .relaxed).newValue % Self.transactionsBetweenLooks == 0 else { return }
        var information = stat()
        guard stat(path, &information) == 0, Int64(information.st_size) > Self.limitBytes else { return }
        do {
            try database.execute(sql: "PRAGMA busy_timeout = \(Self.patience)")
            try database.checkpoint(.truncate)
        } catch {
            logger.debug("the write-ahead log is in use and stays as it is", metadata: ["error": "\(error)"])
        }
        do {
            try database.execute(sql: "PRAGMA busy_timeout = \(busyTimeoutMilliseconds)")
        } catch {
            logger.error("the store's patience could not be restored", metadata: ["error": "\(error)"])
        }
    }
}
