import Access
import Hummingbird
import JSON

/// `/api/audit`: who looked at whom, who changed which flag or cohort, and who was refused what.
struct AuditRoutes: Sendable {
    let store: any AccessStore

    @Sendable func entries(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let limit = try parameters.integer("limit", in: 1...1_000, default: 100)
        let before = try parameters.rowCursor()
        let filter = try parameters.text("action", maximumLength: 100).map { text throws(Problem) -> AuditFilter in
            guard let filter = AuditFilter(text) else {
                throw .invalid(
                    "action", rule: "a kind or an action",
                    "action must be a kind such as lookup, flag, cohort or refused, or an action such as flag.update, "
                        + "got \(text.prefix(40)).")
            }
            return filter
        }
        let entries = try await store.auditEntries(matching: filter, before: before, limit: limit)
        return Response.json { json in
            json.field("entries", array: entries) { $0.auditEntry($1) }
            json.field("next_cursor", entries.count == limit ? entries.last.map { String($0.id) } : nil)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func auditEntry(_ entry: AuditEntry) {
        object { row in
            row.field("id", entry.id)
            row.field("timestamp", entry.timestamp)
            row.field("actor", entry.actor)
            row.field("action", entry.action)
            row.field("target_person_id", entry.targetPersonID)
            row.field("target_user_id", entry.targetUserID)
            row.field("target_flag_key", entry.targetFlagKey)
            row.field("target_cohort_id", entry.targetCohortID)
            row.field("reason", entry.reason)
            row.field("request_id", entry.requestID)
            row.field("client_address", entry.clientAddress)
            row.field("outcome", entry.outcome.rawValue)
        }
    }
}
