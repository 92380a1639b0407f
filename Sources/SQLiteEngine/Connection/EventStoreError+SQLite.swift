import Analytics
import GRDB

extension EventStoreError {
    /// Translates what SQLite said; an error that already is one stays as it is.
    init(sqlite error: any Error) {
        if let error = error as? EventStoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, "the store failed: \(type(of: error))")
            return
        }
        // SQLite's messages name tables and columns, never values.
        let detail = "\(error.message ?? "no message") (SQLite code \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL, .SQLITE_INTERRUPT:
            self.init(.unavailable, "the store is busy: \(detail)", retryAfterSeconds: 1)
        case .SQLITE_CANTOPEN, .SQLITE_NOMEM:
            self.init(.unavailable, "the store cannot be reached: \(detail)", retryAfterSeconds: 5)
        case .SQLITE_FULL:
            self.init(.full, "no room is left for the store: \(detail)")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.failed, "the store may not be written: \(detail)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.failed, "the store's file is damaged: \(detail)")
        case .SQLITE_IOERR:
            self.init(.failed, "the store's disk failed: \(detail)")
        default:
            self.init(.failed, "the store failed: \(detail)")
        }
    }

    /// Whether the fault lies in what was written, so that other writes of the same transaction may succeed alone.
    static func isOfOneWrite(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return true }
        return switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE, .SQLITE_ERROR: true
        default: false
        }
    }
}
