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
                    client_address, outcome, target_flag, target_cohort, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.bind(entry.timestamp, at: 1)
        try insert.bind(entry.actor, at: 2)
        try insert.bind(entry.action, at: 3)
        try insert.bind(entry.targetPersonID, at: 4)
        try insert.bind(entry.targetUserID, at: 5)
        try insert.bind(entry.requestID, at: 6)
        try insert.bind(entry.clientAddress, at: 7)
        try insert.bind(entry.outcome.rawValue, at: 8)
        try insert.bind(entry.targetFlagKey, at: 9)
        try insert.bind(entry.targetCohortID, at: 10)
        try insert.bind(entry.reason, at: 11)
        try insert.run()
    }

    func entries(matching filter: AuditFilter?, before: Int64?, limit: Int) throws -> [AuditEntry] {
        let condition =
            switch filter {
            case nil: ""
            case let filter? where filter.action == nil: "AND kind = ?3"
            default: "AND kind = ?3 AND action = ?4"
            }
        let select = try database.cachedStatement(
            sql: """
                SELECT id, timestamp, actor, action, target_person, target_user, request_id, client_address, outcome,
                    target_flag, target_cohort, reason
                FROM audit_log WHERE id < ?1 \(condition) ORDER BY id DESC LIMIT ?2
                """)
        try select.bind(before ?? .max, at: 1)
        try select.bind(max(0, limit), at: 2)
        if let filter { try select.bind(filter.kind, at: 3) }
        if let action = filter?.action { try select.bind(action, at: 4) }
        var entries: [AuditEntry] = []
        try select.forEachRow {
            guard let outcome = AuditEntry.Outcome(rawValue: select.text(8)) else {
                throw EventStoreError(.failed, "an audit row has an unknown outcome")
            }
            entries.append(
                AuditEntry(
                    id: select.int64(0), timestamp: select.timestamp(1), actor: select.text(2), action: select.text(3),
                    targetPersonID: select.eventID(4), targetUserID: select.optionalText(5),
                    targetFlagKey: select.optionalText(9), targetCohortID: select.optionalInt64(10),
                    requestID: select.text(6), clientAddress: select.text(7), outcome: outcome,
                    reason: select.optionalText(11)))
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
