import Analytics
import GRDB
import GRDBSQLite

/// Binding and stepping without the detour through arrays of `DatabaseValue`: ingest and scans run these for every
/// event. Positions count from 1, as in SQL.
extension Statement {
    /// SQLite copies what is bound with this destructor.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    func bind(_ value: Int64, at position: Int32) throws {
        try check(sqlite3_bind_int64(sqliteStatement, position, value))
    }

    func bind(_ value: Int, at position: Int32) throws {
        try bind(Int64(value), at: position)
    }

    func bind(_ value: Int64?, at position: Int32) throws {
        if let value { try bind(value, at: position) } else { try bindNull(at: position) }
    }

    func bind(_ value: Double?, at position: Int32) throws {
        guard let value else { return try bindNull(at: position) }
        try check(sqlite3_bind_double(sqliteStatement, position, value))
    }

    func bind(_ value: Timestamp, at position: Int32) throws {
        try bind(value.microseconds, at: position)
    }

    /// By length, so that a NUL inside ends nothing.
    func bind(_ value: String, at position: Int32) throws {
        var value = value
        let code = value.withUTF8 { bytes in bindText(bytes, at: position) }
        try check(code)
    }

    func bind(_ value: String?, at position: Int32) throws {
        if let value { try bind(value, at: position) } else { try bindNull(at: position) }
    }

    /// Text that is held as its UTF-8 bytes.
    func bind(text bytes: [UInt8], at position: Int32) throws {
        try check(bytes.withUnsafeBufferPointer { bindText($0, at: position) })
    }

    func bind(blob bytes: [UInt8], at position: Int32) throws {
        let code = bytes.withUnsafeBytes { buffer in
            // A nil pointer would bind NULL instead of an empty blob.
            buffer.baseAddress.map {
                sqlite3_bind_blob64(sqliteStatement, position, $0, UInt64(buffer.count), Self.transient)
            } ?? sqlite3_bind_zeroblob(sqliteStatement, position, 0)
        }
        try check(code)
    }

    func bind(_ value: EventID, at position: Int32) throws {
        var words = (value.high.bigEndian, value.low.bigEndian)
        let code = withUnsafeBytes(of: &words) { buffer in
            sqlite3_bind_blob64(sqliteStatement, position, buffer.baseAddress, UInt64(buffer.count), Self.transient)
        }
        try check(code)
    }

    func bind(_ value: EventID?, at position: Int32) throws {
        if let value { try bind(value, at: position) } else { try bindNull(at: position) }
    }

    func bindNull(at position: Int32) throws {
        try check(sqlite3_bind_null(sqliteStatement, position))
    }

    /// Goes to the next row; false after the last one, when the statement is ready to be used again.
    func step() throws -> Bool {
        switch sqlite3_step(sqliteStatement) {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            sqlite3_reset(sqliteStatement)
            return false
        case let code:
            let error = failure(code)
            sqlite3_reset(sqliteStatement)
            throw error
        }
    }

    /// Runs the statement to its end.
    func run() throws {
        while try step() {}
    }

    /// Reads the first row only.
    func first<Value>(_ read: () throws -> Value) throws -> Value? {
        guard try step() else { return nil }
        defer { sqlite3_reset(sqliteStatement) }
        return try read()
    }

    /// Reads every row; the closure takes the columns from this statement.
    func forEachRow(_ read: () throws -> Void) throws {
        // After an error of the closure the statement must not stay open, or its snapshot would.
        defer { sqlite3_reset(sqliteStatement) }
        while try step() { try read() }
    }

    /// Reads rows until the closure says false.
    func readRows(while read: () throws -> Bool) throws {
        defer { sqlite3_reset(sqliteStatement) }
        while try step(), try read() {}
    }

    private func bindText(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int32) -> Int32 {
        guard let base = bytes.baseAddress else {
            return sqlite3_bind_text64(sqliteStatement, position, "", 0, Self.transient, UInt8(SQLITE_UTF8))
        }
        return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text64(
                sqliteStatement, position, $0, UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
        }
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let connection = sqlite3_db_handle(sqliteStatement)
        let extended = connection.map { sqlite3_extended_errcode($0) } ?? code
        let message = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(
            resultCode: ResultCode(rawValue: extended & 0xFF == code & 0xFF ? extended : code), message: message)
    }
}
