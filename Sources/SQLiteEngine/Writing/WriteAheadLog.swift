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
/// SQLite copies the log back after every thousand pages, but starts it anew only when no reader needs it; under
/// steady reading that moment may never come by itself.
struct WriteAheadLog: ~Copyable {
    static let limitBytes: Int64 = 64 * 1024 * 1024
    private static let transactionsBetweenLooks = 64

    private let path: String
    private let sinceLook = Atomic<Int>(0)

    init(databasePath: String) {
        path = databasePath + "-wal"
    }

    func keepBounded(_ database: Database, logger: Logger) {
        guard sinceLook.wrappingAdd(1, ordering: .relaxed).newValue % Self.transactionsBetweenLooks == 0 else { return }
        var information = stat()
        guard stat(path, &information) == 0, Int64(information.st_size) > Self.limitBytes else { return }
        do {
            // Waits for readers at most as long as the connection waits for a lock.
            try database.checkpoint(.truncate)
        } catch {
            logger.debug("the write-ahead log is in use and stays as it is", metadata: ["error": "\(error)"])
        }
    }
}
