import Analytics
import FastCGI
import Hummingbird
import JSON
import NIOCore

/// `/health`, `/ready` and `/metrics`: how the gateway itself is doing.
struct HealthRoutes: Sendable {
    let engine: EngineChoice
    let events: any EventStore
    let insecureMode: Bool
    let registry: PrometheusRegistry
    let build: BuildInformation
    let clock: SystemClock
    let startedAt: Timestamp
    /// Numbers of the FastCGI server; nil where there is none (plain CGI, tests of routes).
    let serverStatistics: @Sendable () -> ServerStatistics?

    /// Says that the process answers; the state of the store is the business of ``ready(_:_:)``.
    @Sendable func health(_ request: Request, _ context: GatewayContext) -> Response {
        Response.json { json in
            json.field("status", "healthy")
            json.field("version", build.version)
            json.field("commit", build.commit)
            json.field("date", build.date)
            json.field("engine", engine.rawValue)
            json.field("uptime_seconds", Int64(clock.now.milliseconds(since: startedAt) / 1_000))
            json.field("upstream", JSON.null)
            if insecureMode { json.field("warning", "Running in INSECURE MODE - authentication disabled") }
        }
    }

    /// 200 while requests can be served, 503 while they cannot; turns back by itself.
    @Sendable func ready(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await events.checkReadiness()
        return Response.json { $0.field("status", "ready") }
    }

    @Sendable func metrics(_ request: Request, _ context: GatewayContext) -> Response {
        var text = registry.text
        if let statistics = serverStatistics() { text += statistics.prometheusText }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
