import Access
import Analytics
import Hummingbird
import JSON

extension ProjectRoutes {
    /// Events of everybody, newest first as ``ProjectDirectory/events(matching:)`` understands it.
    @Sendable func events(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let now = clock.now
        let end = try Self.moment("before", in: parameters) ?? now
        let start = try Self.moment("after", in: parameters) ?? TimeWindow(days: 1, until: end).start
        guard start <= end else {
            throw Problem.invalid("after", rule: "not later than before", "after must not be later than before.")
        }
        let query = ProjectEventQuery(
            event: try parameters.text("event", maximumLength: 400),
            distinctID: try parameters.text("distinct_id", maximumLength: 400),
            window: TimeWindow(start: start, end: end),
            limit: try parameters.integer("limit", in: 1...1_000, default: 100),
            cursor: try parameters.text("cursor"))
        try await audit.record(
            "posthog.events", by: try context.requirePrincipal(), on: nil, userID: query.distinctID, outcome: .allowed,
            context: context)
        let page = try await project.events(matching: query)
        return EnvelopePresentation.success("Events retrieved successfully") { json in
            json.object { data in
                data.field("results", array: page.events) { $0.event($1) }
                data.field("next_cursor", page.nextCursor)
                data.field("after", start)
                data.field("before", end)
            }
        }
    }

    @Sendable func event(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ EventID($0) }) else {
            throw Problem.invalid("id", rule: "a UUID", "The id of an event is a UUID.")
        }
        guard let event = try await project.event(id: id) else {
            throw Problem.notFound("No event has this id.")
        }
        try await audit.record(
            "posthog.event", by: try context.requirePrincipal(), on: nil, userID: event.distinctID, outcome: .allowed,
            context: context)
        return EnvelopePresentation.success("Event retrieved successfully") { $0.event(event) }
    }

    /// The most frequent values of a property of one kind of event; PostHog asks for the event's name as well.
    @Sendable func eventValues(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        guard let key = try parameters.text("key", maximumLength: 400) else {
            throw Problem.invalid("key", rule: "required", "key, the name of a property, is missing.")
        }
        guard let event = try parameters.text("event_name", maximumLength: 400) else {
            throw Problem.invalid("event_name", rule: "required", "event_name, the name of an event, is missing.")
        }
        let search = try parameters.text("value", maximumLength: 400)
        // The values may be people's own, such as their email addresses.
        try await audit.record(
            "posthog.event_values", by: try context.requirePrincipal(), outcome: .allowed, context: context)
        let values = try await project.propertyValues(of: key, event: event, search: search)
        return EnvelopePresentation.success("Event values retrieved successfully") { json in
            json.array(values) { json, value in json.object { $0.field("name", value) } }
        }
    }

    private static func moment(_ name: String, in parameters: QueryParameters) throws -> Timestamp? {
        guard let text = try parameters.text(name, maximumLength: 40) else { return nil }
        guard let moment = Timestamp(iso8601: text) else {
            throw Problem.invalid(
                name, rule: "ISO 8601", "\(name) must be a time in ISO 8601, for example 2026-11-20T10:00:00Z.")
        }
        return moment
    }
}
