import Analytics
import GRDB

extension EventStoreError {
    /// Translates what a local file or SQLite said; an error that already is one stays as it is.
    init(local error: any Error) {
        switch error {
        case let error as EventStoreError: self = error
        case let error as LocalFileError: self.init(.failed, error.description)
        case let error as DatabaseError: self.init(sqlite: error)
        default: self.init(.failed, "the local store failed: \(type(of: error))")
        }
    }

    private init(sqlite error: DatabaseError) {
        // SQLite's messages name tables and columns, never values.
        let detail = "\(error.message ?? "no message") (SQLite code \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL, .SQLITE_INTERRUPT:
            self.init(.unavailable, "the local store is busy: \(detail)", retryAfterSeconds: 1)
        case .SQLITE_CANTOPEN, .SQLITE_NOMEM:
            self.init(.unavailable, "the local store cannot be reached: \(detail)", retryAfterSeconds: 5)
        case .SQLITE_MISUSE: self.init(.failed, "the local store is closed")
        case .SQLITE_FULL: self.init(.full, "no room is left for the local store: \(detail)")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.failed, "the local store may not be written: \(detail)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.failed, "the local store's file is damaged: \(detail)")
        case .SQLITE_IOERR: self.init(.failed, "the local store's disk failed: \(detail)")
        default: self.init(.failed, "the local store failed: \(detail)")
        }
    }
}
