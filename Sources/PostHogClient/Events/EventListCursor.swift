internal import JSON

/// A place in the ascending list of events.
///
/// PostHog asks for events later than a moment, so going on behind the last event would lose others of the same
/// moment. The cursor goes on one microsecond before it and names the events there that were read already.
struct EventListCursor: Sendable, Hashable {
    let after: String
    let before: String
    let limit: Int
    let seen: Set<String>

    init(after: String, before: String, limit: Int, seen: Set<String>) {
        self.after = after
        self.before = before
        self.limit = limit
        self.seen = seen
    }

    init?(_ text: String) {
        guard let json = try? JSON(parsing: text, limits: JSONLimits(maximumDepth: 3, maximumBytes: 256 * 1024)),
            let after = json["after"]?.stringValue, PostHogTime(after) != nil, let before = json["before"]?.stringValue,
            PostHogTime(before) != nil, let limit = json["limit"]?.int64Value, 1...1_000 ~= limit
        else { return nil }
        self.init(after: after, before: before, limit: Int(limit), seen: Set(json["seen"]?.strings ?? []))
    }

    var text: String {
        let seen = JSON.array(seen.sorted().map { .string($0) })
        let json: JSON = [
            "after": .string(after), "before": .string(before), "limit": .integer(Int64(limit)), "seen": seen,
        ]
        return json.text
    }

    /// The place behind a page that was full; nil when the page held nothing new and no larger one is allowed.
    /// `events` are in ascending order, including those that were read before.
    func following(_ events: [(id: String, time: PostHogTime)], requestedLimit: Int) -> EventListCursor? {
        guard let last = events.last?.time else { return nil }
        let isNew = events.contains { !seen.contains($0.id) }
        guard isNew || limit < 1_000 else { return nil }
        let edge = last.advanced(byMicroseconds: -1)
        var near = Set(events.lazy.filter { $0.time >= edge }.map(\.id))
        if let after = PostHogTime(self.after), after >= edge.advanced(byMicroseconds: -1) { near.formUnion(seen) }
        return EventListCursor(
            after: edge.description, before: before, limit: isNew ? requestedLimit : 1_000, seen: near)
    }
}
