import Access

/// Every URL of the gateway, in one place.
struct Routes: Sendable {
    let health: HealthRoutes
    let analytics: AnalyticsRoutes
    let sessions: SessionRoutes
    let capture: CaptureRoutes
    let audit: AuditRoutes

    var all: [Route] {
        [
            .get("/health", .everyone, health.health),
            .get("/ready", .everyone, health.ready),
            .get("/metrics", .loopbackOr(.read), health.metrics),

            .get("/api/analytics/user/activity", .someone, analytics.activity),
            .get("/api/analytics/user/journey", .someone, analytics.journey),
            .get("/api/analytics/user/events", .someone, analytics.events),
            .get("/api/analytics/user/errors", .someone, analytics.errors),
            .get("/api/analytics/user/slow-requests", .someone, analytics.slowRequests),
            .get("/api/analytics/request/{request_id}", .someone, analytics.request),
            .get("/api/analytics/users", .capability(.lookup), analytics.users),

            .get("/api/auth/session", .someone, sessions.show),
            .post("/api/auth/session", .everyone, sessions.open),
            .delete("/api/auth/session", .everyone, sessions.close),
            .post("/api/auth/new_auth_route", .everyone, sessions.open),

            .get("/api/audit", .capability(.delete), audit.entries),
        ]
            + capture.paths.flatMap { path -> [Route] in
                [
                    .post(path, .projectToken, capture.capture),
                    .get(path, .projectToken, capture.capture),
                    .options(path, .everyone, capture.preflight),
                ]
            }
    }
}
