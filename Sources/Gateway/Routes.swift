import Access

/// Every URL of the gateway, in one place.
struct Routes: Sendable {
    let health: HealthRoutes
    let analytics: AnalyticsRoutes
    let sessions: SessionRoutes
    let capture: CaptureRoutes
    let audit: AuditRoutes
    let flags: FlagRoutes
    let flagInsight: FlagInsightRoutes
    let userFlags: UserFlagRoutes
    let cohorts: CohortRoutes
    let transfer: FlagTransferRoutes
    let manifest: ManifestRoutes
    let manifestPresentation: ManifestPresentation
    let ofrep: OFREPRoutes
    let ofrepPresentation: OFREPPresentation
    let sdk: SDKFlagRoutes
    let project: ProjectRoutes

    var all: [Route] {
        [
            generalRoutes, captureRoutes.presented(by: SDKPresentation()), flagRoutes, cohortRoutes,
            manifestRoutes.presented(by: manifestPresentation), ofrepRoutes.presented(by: ofrepPresentation),
            sdkRoutes.presented(by: SDKPresentation()),
            projectRoutes.presented(by: EnvelopePresentation()),
        ].flatMap(\.self)
    }

    private var generalRoutes: [Route] {
        [
            .get("/health", .everyone, health.health),
            .get("/ready", .everyone, health.ready),
            .get("/metrics", .loopbackOr(.read), health.metrics),

            .get("/api/analytics/user/activity", .someone, analytics.activity),
            .get("/api/analytics/user/journey", .someone, analytics.journey),
            .get("/api/analytics/user/events", .someone, analytics.events),
            .get("/api/analytics/user/errors", .someone, analytics.errors),
            .get("/api/analytics/user/slow-requests", .someone, analytics.slowRequests),
            .get("/api/analytics/user/flags", .someone, userFlags.flags),
            .get("/api/analytics/request/{request_id}", .someone, analytics.request),
            .get("/api/analytics/users", .capability(.lookup), analytics.users),

            .get("/api/auth/session", .someone, sessions.show),
            .post("/api/auth/session", .everyone, sessions.open),
            .delete("/api/auth/session", .everyone, sessions.close),
            .post("/api/auth/new_auth_route", .everyone, sessions.open),

            .get("/api/audit", .capability(.delete), audit.entries),
        ]
    }

    private var captureRoutes: [Route] {
        capture.paths.flatMap { path -> [Route] in
            [
                .post(path, .projectToken, capture.capture),
                .get(path, .projectToken, capture.capture),
                .options(path, .everyone, SDKPresentation().preflight),
            ]
        }
    }

    private var manifestRoutes: [Route] {
        [
            .get("/openfeature/v0/manifest", .capability(.read), manifest.manifest),
            .post("/openfeature/v0/manifest/flags", .capability(.write), manifest.create),
            .get("/openfeature/v0/manifest/flags/**", .capability(.read), manifest.flag),
            .put("/openfeature/v0/manifest/flags/**", .capability(.write), manifest.update),
            .delete("/openfeature/v0/manifest/flags/**", .capability(.delete), manifest.remove),
        ]
    }

    private var ofrepRoutes: [Route] {
        [
            .post("/ofrep/v1/evaluate/flags", .capability(.read), ofrep.evaluateAll),
            .options("/ofrep/v1/evaluate/flags", .everyone, ofrepPresentation.preflight),
            .post("/ofrep/v1/evaluate/flags/**", .capability(.read), ofrep.evaluate),
            .options("/ofrep/v1/evaluate/flags/**", .everyone, ofrepPresentation.preflight),
        ]
    }

    private var sdkRoutes: [Route] {
        let preflight = SDKPresentation().preflight
        return [
            .get("/flags", .everyone, sdk.configuration),
            .post("/flags", .projectToken, sdk.flags),
            .options("/flags", .everyone, preflight),
            .post("/decide", .projectToken, sdk.decide),
            .options("/decide", .everyone, preflight),
            .get("/flags/definitions", .capability(.read), sdk.definitions),
            .options("/flags/definitions", .everyone, preflight),
            .get("/api/feature_flag/local_evaluation", .capability(.read), sdk.localEvaluation),
            .get(
                "/api/projects/{project}/feature_flags/{key}/remote_config", .capability(.read),
                sdk.remoteConfiguration),
        ]
    }

    private var flagRoutes: [Route] {
        [
            .get("/api/flags", .capability(.read), flags.list),
            .post("/api/flags", .capability(.write), flags.create),
            .get("/api/flags/{key}", .capability(.read), flags.show),
            .patch("/api/flags/{key}", .capability(.write), flags.update),
            .put("/api/flags/{key}", .capability(.write), flags.replace),
            .delete("/api/flags/{key}", .capability(.delete), flags.remove),
            .post("/api/flags/{key}/archive", .capability(.delete), flags.archive),
            .post("/api/flags/{key}/restore", .capability(.write), flags.restore),
            .get("/api/flags/{key}/history", .capability(.read), flags.history),
            .post("/api/flags/{key}/revert", .capability(.write), flags.revert),

            .get("/api/flag-insight/stale", .capability(.read), flagInsight.stale),
            .get("/api/flag-insight/unknown", .capability(.read), flagInsight.unknown),
            .post("/api/flag-insight/playground", .capability(.read), flagInsight.playground),
            .post("/api/flag-insight/affected", .capability(.lookup), flagInsight.affected),
        ]
    }

    private var projectRoutes: [Route] {
        [
            .get("/api/posthog/organizations", .capability(.lookup), project.organizations),
            .get("/api/posthog/project", .capability(.lookup), project.project),
            .get("/api/posthog/groups", .capability(.lookup), project.groups),
            .get("/api/posthog/groups/find", .capability(.lookup), project.findGroup),
            .get("/api/posthog/groups/types", .capability(.lookup), project.groupTypes),
            .get("/api/posthog/events", .capability(.lookup), project.events),
            .get("/api/posthog/events/values", .capability(.lookup), project.eventValues),
            .get("/api/posthog/events/{id}", .capability(.lookup), project.event),
            .post("/api/posthog/test-data", .capability(.write), project.testData),
        ]
    }

    private var cohortRoutes: [Route] {
        [
            .get("/api/flag-transfer/export", .capability(.read), transfer.export),
            .post("/api/flag-transfer/import", .capability(.write), transfer.import),

            .get("/api/cohorts", .capability(.read), cohorts.list),
            .post("/api/cohorts", .capability(.write), cohorts.create),
            .get("/api/cohorts/{id}", .capability(.read), cohorts.show),
            .put("/api/cohorts/{id}", .capability(.write), cohorts.replace),
            .delete("/api/cohorts/{id}", .capability(.delete), cohorts.remove),
            .post("/api/cohorts/{id}/members", .capability(.write), cohorts.changeMembers),
        ]
    }
}
