import Access
import Analytics
import Hummingbird
import JSON
import OrderedCollections

extension AnalyticsRoutes {
    /// The most events one request id answers with.
    private static let requestEventLimit = 1_000

    /// All events of one request, of every user for a caller with `lookup`, else the caller's own (DESIGN §4.11).
    @Sendable func request(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let requestID = try requestID(in: context)
        var own: Person?
        if !principal.may(.lookup) {
            guard let person = try await lookup.ownPerson(of: principal) else { throw Self.unknownRequest }
            own = person
        }
        let found = try await events.events(requestID: requestID, of: own, limit: Self.requestEventLimit)
        guard let first = found.first, let last = found.last else { throw Self.unknownRequest }
        let userIDs = OrderedSet(found.map(\.distinctID)).elements
        if own == nil {
            var persons: [String: Person] = [:]
            for person in try await events.persons(distinctIDs: userIDs) {
                for distinctID in person.distinctIDs { persons[distinctID] = person }
            }
            try await audit.record(
                "lookup.request", by: principal, onEach: userIDs, persons: persons, context: context)
        }
        return RevalidatedAnswer { json in
            json.field("request_id", requestID)
            json.field("total_events", found.count)
            json.field("start_time", first.timestamp)
            json.field("end_time", last.timestamp)
            json.field("duration_ms", last.timestamp.milliseconds(since: first.timestamp))
            json.field("user_ids", userIDs)
            json.field("events", array: found) { $0.event($1, offsetFrom: first.timestamp) }
        }.response(to: request)
    }

    private func requestID(in context: GatewayContext) throws(Problem) -> String {
        guard let raw = context.parameters.get("request_id"),
            let requestID = PercentDecoding.decode(raw, plusIsSpace: false), !requestID.isEmpty,
            requestID.utf8.count <= 200, !requestID.utf8.contains(0)
        else {
            throw .invalid(
                "request_id", rule: "1 to 200 bytes, no NUL", "request_id must have 1 to 200 bytes and no NUL.")
        }
        return requestID
    }

    private static let unknownRequest = Problem.notFound("No events with this request id are known.")
}
