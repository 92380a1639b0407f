import HTTPTypes
import Synchronization

/// Counts the requests that may be waiting for PostHog, and refuses those that are too many.
///
/// Such a request keeps a thread while it waits. The threads are bounded, and flags are evaluated on the same ones: the
/// last threads are kept for requests that need nobody else (DESIGN §6: lookups never starve flags).
final class UpstreamCrowd: Sendable {
    private let limit: Int
    private let count = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// The route, with its requests counted when they may wait for PostHog.
    func bounded(_ route: Route) -> Route {
        guard route.mayWaitForPostHog else { return route }
        let handler = route.handler
        var route = route
        route.handler = { request, context in
            let before = self.count.add(1, ordering: .relaxed).oldValue
            defer { self.count.subtract(1, ordering: .relaxed) }
            guard before < self.limit else { throw Problem.crowded }
            return try await handler(request, context)
        }
        return route
    }
}

extension Route {
    /// Whether answering may take as long as PostHog takes. Flags are evaluated and events are stored without PostHog.
    fileprivate var mayWaitForPostHog: Bool {
        if path.hasPrefix("/openfeature/") { return method != .get }
        return ["/api/analytics/", "/api/posthog/", "/api/flags", "/api/flag-", "/api/cohorts"]
            .contains { path.hasPrefix($0) }
    }
}

extension Problem {
    fileprivate static var crowded: Problem {
        var problem = Problem(.serviceUnavailable, "Too many requests wait for PostHog; try again shortly.")
        problem.retryAfterSeconds = 1
        return problem
    }
}
