import Access
import Analytics
import Hummingbird
import JSON

extension AnalyticsRoutes {
    private static let candidateLimit = 20
    private static let shortestQuery = 3

    /// Candidates for a text, each with the reason it matched; never picks one silently.
    @Sendable func users(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let text = try request.queryParameters().text("query", maximumLength: 200)?.trimmingSpaces() ?? ""
        guard text.count >= Self.shortestQuery else {
            throw Problem.invalid(
                "query", rule: "at least 3 characters", "query must have at least 3 characters, got \(text.count).")
        }
        let matches = try await events.searchPersons(text, limit: Self.candidateLimit + 1)
        try await audit.record(
            "lookup.search", by: principal, on: nil, userID: nil, outcome: .allowed, context: context)
        return Response.json { json in
            json.field("users", array: matches.prefix(Self.candidateLimit)) { $0.personMatch($1) }
            json.field("truncated", matches.count > Self.candidateLimit)
        }
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
