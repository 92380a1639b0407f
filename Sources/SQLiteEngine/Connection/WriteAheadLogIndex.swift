import Analytics
import GRDB
import GRDBSQLite
import Synchronization

/// The header of SQLite's wal-index, which every commit of any process changes (SQLite file format, "The WAL-Index
/// File Format").
///
/// `PRAGMA data_version` is made from the same header, but needs a connection, a statement and a lock; reading the
/// header takes some nanoseconds on any thread. The address comes from SQLite's own VFS method: a mapping of our own
/// would need a descriptor, and closing one would drop the locks SQLite holds on the file (POSIX).
final class WriteAheadLogIndex: Sendable {
    /// The header stands twice in the file; a writer changes one copy, then the other.
    private static let headerBytes = 48
    /// The size of the first region, which is the same for every store.
    private static let regionBytes: Int32 = 32_768

    // Only read, and valid until `close()`, which takes it away under the same lock.
    private struct Header: @unchecked Sendable {
        let address: UnsafeRawPointer
    }

    private let header: Mutex<Header?>

    /// Finds the index through a connection that stays open; nil when the store has none.
    init?(_ database: Database) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let found = withUnsafeMutablePointer(to: &file) {
            sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
        }
        guard found == SQLITE_OK, let file, let methods = file.pointee.pMethods, methods.pointee.iVersion >= 2,
            let map = methods.pointee.xShmMap
        else { return nil }
        var region: UnsafeMutableRawPointer?
        guard map(file, 0, Self.regionBytes, 0, &region) == SQLITE_OK, let region else { return nil }
        header = Mutex(Header(address: UnsafeRawPointer(region)))
    }

    /// The store's state; nil while a commit is changing the header, and after ``close()``.
    var version: StoreVersion? {
        header.withLock { header in
            guard let address = header?.address else { return nil }
            let first = Self.words(at: address)
            // The copies are written in this order with a barrier between them: read the other way round.
            atomicMemoryFence(ordering: .acquiringAndReleasing)
            let second = Self.words(at: address + Self.headerBytes)
            return first == second ? StoreVersion(words: first) : nil
        }
    }

    /// Ends the use of the mapping, before the store's connections are closed.
    func close() {
        header.withLock { $0 = nil }
    }

    private static func words(at address: UnsafeRawPointer) -> SIMD8<UInt64> {
        var words = SIMD8<UInt64>(repeating: 0)
        for index in 0..<headerBytes / 8 {
            words[index] = address.load(fromByteOffset: index * 8, as: UInt64.self)
        }
        return words
    }
}
