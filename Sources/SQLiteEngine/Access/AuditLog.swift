import Access
import Analytics
import GRDB

/// Reads and writes the audit log.
struct AuditLog {
    /// The most rows deleted in one transaction.
    static let deletionBatch = 1_000

    let database: Database

    func add(_ entry: AuditEntry) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO audit_log (timestamp, actor, action, target_person, target_user, request_id,
                    client_address, outcome)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.bind(entry.timestamp, at: 1)
        try insert.bind(entry.actor, at: 2)
        try insert.bind(entry.action, at: 3)
        try insert.bind(entry.targetPersonID, at: 4)
        try insert.bind(entry.targetUserID, at: 5)
        try insert.bind(entry.requestID, at: 6)
        try insert.bind(entry.clientAddress, at: 7)
        try insert.bind(entry.outcome.rawValue, at: 8)
        try insert.run()
    }

    func entries(before: Int64?, limit: Int) throws -> [AuditEntry] {
        let select = try database.cachedStatement(
            sql: """
                SELECT id, timestamp, actor, action, target_person, target_user, request_id, client_address, outcome
                FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?
                """)
        try select.bind(before ?? .max, at: 1)
        try select.bind(max(0, limit), at: 2)
        var entries: [AuditEntry] = []
        try select.forEachRow {
            guard let outcome = AuditEntry.Outcome(rawValue: select.text(8)) else {
                throw EventStoreError(.failed, "an audit row has an unknown outcome")
            }
            entries.append(
                AuditEntry(
                    id: select.int64(0), timestamp: select.timestamp(1), actor: select.text(2), action: select.text(3),
                    targetPersonID: select.eventID(4), targetUserID: select.optionalText(5),
                    requestID: select.text(6), clientAddress: select.text(7), outcome: outcome))
        }
        return entries
    }

    /// Deletes some of the rows older than a moment.
    /// - Returns: how many; fewer than ``deletionBatch`` when none is left.
    func deleteSome(before moment: Timestamp) throws -> Int {
        let delete = try database.cachedStatement(
            sql: """
                DELETE FROM audit_log WHERE id IN
                    (SELECT id FROM audit_log WHERE timestamp < ? ORDER BY timestamp LIMIT ?)
                """)
        try delete.bind(moment, at: 1)
        try delete.bind(Self.deletionBatch, at: 2)
        try delete.run()
        return database.changesCount
    }
}
