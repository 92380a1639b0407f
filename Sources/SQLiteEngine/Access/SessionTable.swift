import Access
import Analytics
import GRDB

/// Reads and writes sessions.
struct SessionTable {
    let database: Database

    /// Stores a session and removes those that have ended when it was last used.
    func save(_ session: Session) throws {
        let purge = try database.cachedStatement(
            sql: "DELETE FROM sessions WHERE expires_at <= ? OR last_used_at <= ?")
        let idle = SessionPolicy.idleSeconds * Timestamp.microsecondsPerSecond
        try purge.bind(session.lastUsedAt, at: 1)
        try purge.bind(session.lastUsedAt.advanced(byMicroseconds: -idle), at: 2)
        try purge.run()
        let upsert = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO sessions (identifier_hash, subject, capabilities, has_identity,
                    identity_distinct_id, identity_email, credential_hash, expires_at, last_used_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try upsert.bind(blob: session.identifierHash, at: 1)
        try upsert.bind(session.subject, at: 2)
        try upsert.bind(session.capabilities.map(\.rawValue).sorted().joined(separator: " "), at: 3)
        try upsert.bind(Int64(session.identity == nil ? 0 : 1), at: 4)
        try upsert.bind(session.identity?.distinctID, at: 5)
        try upsert.bind(session.identity?.email, at: 6)
        try upsert.bind(blob: session.credentialHash, at: 7)
        try upsert.bind(session.expiresAt, at: 8)
        try upsert.bind(session.lastUsedAt, at: 9)
        try upsert.run()
    }

    func session(identifierHash: [UInt8]) throws -> Session? {
        let select = try database.cachedStatement(
            sql: """
                SELECT subject, capabilities, has_identity, identity_distinct_id, identity_email, credential_hash,
                    expires_at, last_used_at
                FROM sessions WHERE identifier_hash = ?
                """)
        try select.bind(blob: identifierHash, at: 1)
        return try select.first {
            let identity = Principal.Identity(distinctID: select.optionalText(3), email: select.optionalText(4))
            return Session(
                identifierHash: identifierHash, subject: select.text(0),
                capabilities: Set(select.text(1).split(separator: " ").compactMap { Capability(rawValue: String($0)) }),
                identity: select.int64(2) == 0 ? nil : identity, credentialHash: select.blob(5),
                expiresAt: select.timestamp(6), lastUsedAt: select.timestamp(7))
        }
    }

    /// Never turns the time back: of two uses at once the later one counts.
    func touch(identifierHash: [UInt8], at now: Timestamp) throws {
        let update = try database.cachedStatement(
            sql: "UPDATE sessions SET last_used_at = max(last_used_at, ?) WHERE identifier_hash = ?")
        try update.bind(now, at: 1)
        try update.bind(blob: identifierHash, at: 2)
        try update.run()
    }

    func delete(identifierHash: [UInt8]) throws {
        let delete = try database.cachedStatement(sql: "DELETE FROM sessions WHERE identifier_hash = ?")
        try delete.bind(blob: identifierHash, at: 1)
        try delete.run()
    }
}
