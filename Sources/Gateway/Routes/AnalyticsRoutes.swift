import Access
import Analytics
import Hummingbird
import JSON

/// `/api/analytics`: what happened to a user (analytics API document).
struct AnalyticsRoutes: Sendable {
    let events: any EventStore
    let lookup: PersonLookup
    let audit: AuditRecorder
    let answers: AnswerCache
    /// Over how many milliseconds a request counts as slow where events do not say so themselves.
    let slowRequestThreshold: Int

    /// The newest events an activity answer brings along.
    private static let timelineLength = 100

    @Sendable func activity(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(request, context, makeActivity)
    }

    private func makeActivity(_ parameters: QueryParameters, _ context: GatewayContext) async throws
        -> RevalidatedAnswer
    {
        let subject = try await lookup.subject(
            of: parameters, context: context, action: "lookup.activity", days: 1...365, defaultDays: 30)
        let activity = try await events.activity(of: subject.person, in: subject.window)
        let timeline = try await events.events(
            of: subject.person, in: subject.window, matching: .all, page: PageRequest(limit: Self.timelineLength))
        return RevalidatedAnswer(window: subject.window) { json in
            json.subject(subject)
            json.field("period_days", subject.days)
            json.field("first_seen", subject.person.firstSeen)
            json.field("last_seen", subject.person.lastSeen)
            json.field(
                "summary",
                ActivitySummary.sentence(for: activity, days: subject.days, lastSeen: subject.person.lastSeen))
            json.activity(activity)
            json.field("timeline", array: timeline.events) { $0.event($1) }
            json.field("next_cursor", timeline.nextCursor?.description)
        }
    }

    @Sendable func journey(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(request, context, makeJourney)
    }

    private func makeJourney(_ parameters: QueryParameters, _ context: GatewayContext) async throws -> RevalidatedAnswer
    {
        let correlate = try parameters.boolean("include_correlation", default: true)
        let page = try page(parameters, limit: 1...1_000, default: 1_000)
        let subject = try await lookup.subject(
            of: parameters, context: context, action: "lookup.journey", days: 1...90, defaultDays: 7)
        let found = try await events.events(of: subject.person, in: subject.window, matching: .all, page: page)
        let journey = Journey(events: found.events)
        return RevalidatedAnswer(window: subject.window) { json in
            json.subject(subject)
            json.field("period_days", subject.days)
            json.field("total_events", found.total)
            json.field("correlated_requests", journey.correlatedRequests)
            if correlate {
                json.field("events", array: journey.groups) { $0.requestGroup($1) }
            } else {
                json.field("events", array: journey.groups.flatMap(\.events).sorted(by: Self.inTimeOrder)) {
                    $0.event($1)
                }
            }
            json.field("session_gap_minutes", Journey.sessionGapMinutes)
            json.field("sessions", array: journey.sessions) { $0.session($1) }
            json.field("next_cursor", found.nextCursor?.description)
        }
    }

    @Sendable func events(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(request, context, makeEvents)
    }

    private func makeEvents(_ parameters: QueryParameters, _ context: GatewayContext) async throws -> RevalidatedAnswer
    {
        let filter = try parameters.text("event_type", maximumLength: 200).map(EventFilter.named) ?? .all
        let page = try page(parameters, limit: 1...1_000, default: 100)
        let subject = try await lookup.subject(
            of: parameters, context: context, action: "lookup.events", days: 1...365, defaultDays: 30)
        let found = try await events.events(of: subject.person, in: subject.window, matching: filter, page: page)
        return RevalidatedAnswer(window: subject.window) { json in
            json.field("events", array: found.events) { $0.event($1) }
            json.field("total", found.total)
            json.subject(subject)
            json.field("next_cursor", found.nextCursor?.description)
        }
    }

    @Sendable func errors(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(request, context, makeErrors)
    }

    private func makeErrors(_ parameters: QueryParameters, _ context: GatewayContext) async throws -> RevalidatedAnswer
    {
        let page = try page(parameters, limit: 1...500, default: 50)
        let subject = try await lookup.subject(
            of: parameters, context: context, action: "lookup.errors", days: 1...365, defaultDays: 30)
        let found = try await events.events(of: subject.person, in: subject.window, matching: .errors, page: page)
        let groups = try await events.errorGroups(of: subject.person, in: subject.window)
        return RevalidatedAnswer(window: subject.window) { json in
            json.subject(subject)
            json.field("total_errors", found.total)
            json.field("errors", array: found.events) { $0.error($1) }
            json.field("groups", array: groups) { $0.errorGroup($1) }
            json.field("next_cursor", found.nextCursor?.description)
        }
    }

    @Sendable func slowRequests(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(request, context, makeSlowRequests)
    }

    private func makeSlowRequests(_ parameters: QueryParameters, _ context: GatewayContext) async throws
        -> RevalidatedAnswer
    {
        let page = try page(parameters, limit: 1...500, default: 50)
        let subject = try await lookup.subject(
            of: parameters, context: context, action: "lookup.slow_requests", days: 1...365, defaultDays: 30)
        let found = try await events.events(of: subject.person, in: subject.window, matching: .slow, page: page)
        return RevalidatedAnswer(window: subject.window) { json in
            json.subject(subject)
            json.field("total_slow_requests", found.total)
            json.field("slow_requests", array: found.events) {
                $0.slowRequest($1, defaultThreshold: slowRequestThreshold)
            }
            json.field("next_cursor", found.nextCursor?.description)
        }
    }

    /// Answers from the cache where the caller may have it, else by a lookup.
    private func answer(
        _ request: Request, _ context: GatewayContext,
        _ make: (QueryParameters, GatewayContext) async throws -> RevalidatedAnswer
    ) async throws -> Response {
        let principal = try context.requirePrincipal()
        return try await answers.answer(to: request.uri.string, for: principal) {
            try await make(try request.queryParameters(), context)
        }.response(to: request)
    }

    private func page(
        _ parameters: QueryParameters, limit bounds: ClosedRange<Int>, default fallback: Int
    ) throws(Problem) -> PageRequest {
        PageRequest(
            limit: try parameters.integer("limit", in: bounds, default: fallback), cursor: try parameters.cursor())
    }

    static func inTimeOrder(_ left: StoredEvent, _ right: StoredEvent) -> Bool {
        (left.timestamp, left.uuid) < (right.timestamp, right.uuid)
    }
}
