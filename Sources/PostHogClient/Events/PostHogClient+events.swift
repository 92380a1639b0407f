internal import JSON

extension PostHogClient {
    /// The events of a window of time, oldest first.
    ///
    /// Newest first is not offered: there PostHog ends a list early though older events exist. PostHog keeps this call
    /// for older programs; ``query(_:values:name:refresh:clientQueryID:)`` reaches the same events with more freedom.
    public func events(matching filter: PostHogEventFilter = PostHogEventFilter()) -> PostHogSequence<PostHogEvent> {
        let pageSize = min(max(filter.pageSize, 1), 1_000)
        return PostHogSequence(identity: \.id) { (cursor) async throws(PostHogError) -> PostHogPage<PostHogEvent> in
            let place: EventListCursor
            if let cursor {
                guard let read = EventListCursor(cursor) else { throw Self.invalidCursor(cursor) }
                place = read
            } else {
                place = try Self.beginning(of: filter, pageSize: pageSize)
            }
            return try await eventPage(filter, at: place, pageSize: pageSize)
        }
    }

    /// One event by its UUID.
    public func event(id: String) async throws(PostHogError) -> PostHogEvent {
        try await object(get(projectPath("events", id), family: .analytics))
    }

    private func eventPage(
        _ filter: PostHogEventFilter, at place: EventListCursor, pageSize: Int
    ) async throws(PostHogError) -> PostHogPage<PostHogEvent> {
        let bounds = [
            (name: "after", value: place.after), (name: "before", value: place.before),
            (name: "limit", value: String(place.limit)), (name: "orderBy", value: "[\"timestamp\"]"),
        ]
        let call = get(projectPath("events"), filter.parameters + bounds, family: .analytics)
        let answer = try ListAnswer(try await json(call), of: call)
        let events: [PostHogEvent] = try answer.elements(of: call)
        let fresh = events.filter { !place.seen.contains($0.id) }
        guard let next = answer.next else { return PostHogPage(fresh, cursor: nil) }
        _ = try NextLink(next, of: call, at: configuration.credentials.host)
        let times = events.compactMap { event in PostHogTime(event.timestamp).map { (id: event.id, time: $0) } }
        guard times.count == events.count, zip(times, times.dropFirst()).allSatisfy({ $0.time <= $1.time }) else {
            throw PostHogError(
                .malformed, status: 200, code: "not_ascending",
                detail: "the events are not in ascending order, so that none could be lost", call: call.name)
        }
        guard let following = place.following(times, requestedLimit: pageSize) else {
            let detail =
                events.isEmpty
                ? "the page is empty though more events are announced"
                : "more than 1000 events have the time \(events.last?.timestamp ?? ""), which this list cannot page"
            throw PostHogError(.malformed, status: 200, code: "no_progress", detail: detail, call: call.name)
        }
        return PostHogPage(fresh, cursor: following.text)
    }

    private static func beginning(
        of filter: PostHogEventFilter, pageSize: Int
    ) throws(PostHogError) -> EventListCursor {
        let before = try time(filter.before, "before") ?? .now()
        let after = try time(filter.after, "after") ?? before.advanced(byMicroseconds: -86_400_000_000)
        return EventListCursor(
            after: filter.after ?? after.description, before: filter.before ?? before.description, limit: pageSize,
            seen: [])
    }

    private static func time(_ text: String?, _ name: String) throws(PostHogError) -> PostHogTime? {
        guard let text else { return nil }
        guard let time = PostHogTime(text) else {
            throw PostHogError(
                .invalidArgument, code: "invalid_time",
                detail: "\(name) must be a time such as 2026-01-31T10:00:00Z, got \(text.shortened(to: 60))", attr: name
            )
        }
        return time
    }
}
