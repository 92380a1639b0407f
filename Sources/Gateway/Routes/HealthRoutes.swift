import Analytics
import FastCGI
import Hummingbird
import JSON
import NIOCore
import PostHogEngine

/// `/health`, `/ready` and `/metrics`: how the gateway itself is doing.
struct HealthRoutes: Sendable {
    let engine: EngineChoice
    let events: any EventStore
    /// Nil for the embedded engine.
    let upstream: Upstream?
    let insecureMode: Bool
    let registry: PrometheusRegistry
    let build: BuildInformation
    let clock: SystemClock
    let startedAt: Timestamp
    /// Numbers of the FastCGI server; nil where there is none (plain CGI, tests of routes).
    let serverStatistics: @Sendable () -> ServerStatistics?

    /// Says that the process answers; the state of the store is the business of ``ready(_:_:)``.
    @Sendable func health(_ request: Request, _ context: GatewayContext) async -> Response {
        let report = await report()
        return Response.json { json in
            json.field("status", "healthy")
            json.field("version", build.version)
            json.field("commit", build.commit)
            json.field("date", build.date)
            json.field("engine", engine.rawValue)
            json.field("uptime_seconds", Int64(clock.now.milliseconds(since: startedAt) / 1_000))
            if let report {
                json.field("upstream") { report.write(to: &$0) }
            } else {
                json.field("upstream", JSON.null)
            }
            if insecureMode { json.field("warning", "Running in INSECURE MODE - authentication disabled") }
        }
    }

    /// 200 while requests can be served, 503 while they cannot; turns back by itself.
    @Sendable func ready(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await events.checkReadiness()
        guard let report = await report() else { return Response.json { $0.field("status", "ready") } }
        guard report.flags.source != nil else {
            var problem = Problem(
                .serviceUnavailable, "No flags were read from PostHog yet, and there is no copy of them.")
            problem.retryAfterSeconds = 2
            throw problem
        }
        return Response.json { json in
            json.field("status", "ready")
            json.field("upstream") { report.write(to: &$0) }
        }
    }

    @Sendable func metrics(_ request: Request, _ context: GatewayContext) async -> Response {
        var text = registry.text
        if let statistics = serverStatistics() { text += statistics.prometheusText }
        if let report = await report() { text += report.prometheusText }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func report() async -> UpstreamReport? {
        guard let upstream else { return nil }
        return await UpstreamReport(upstream, now: clock.now)
    }
}
