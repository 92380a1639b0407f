import FastCGI
import Hummingbird
import HummingbirdFastCGI
import Logging
import ServiceLifecycle

/// Runs an application on a loopback port that the system chose.
struct TestServer {
    /// Without a server of its own.
    var configuration = FastCGIApplicationConfiguration()
    /// Changes the limits of the server.
    var adjust: (inout ServerConfiguration) -> Void = { _ in }
    /// Makes the application of the completed configuration.
    var application: (FastCGIApplicationConfiguration) -> any Service = { TestRoutes.application($0) }

    /// Serves while `body` runs, which gets the port; then stops and waits for the end.
    func serve(body: @Sendable (UInt16) async throws -> Void) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: UInt16.self)
        var server = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        server.handlesSignals = false
        server.workers = 4
        // A machine that is busy with all tests at once takes its time; a test of a limit sets that one.
        server.ioTimeout = .seconds(600)
        server.requestDeadline = .seconds(600)
        server.drainDeadline = .seconds(2)
        adjust(&server)
        var configuration = configuration
        configuration.server = server
        configuration.onServerRunning = { server in
            if case .tcp(_, let port) = server.boundAddress { continuation.yield(port) }
        }
        let service = application(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await service.run()
            }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// One request on a connection of its own.
    static func answer(
        _ port: UInt16,
        _ method: String = "GET",
        _ uri: String,
        _ parameters: KeyValuePairs<String, String> = [:],
        body: [UInt8] = []
    ) async throws -> FastCGIAnswer {
        let client = try FastCGIClient(port: port)
        try await client.send(Self.parameters(method, uri, parameters, bodySize: body.count), body: body)
        return try await client.receive()
    }

    /// What nginx sends with its standard `fastcgi_params`.
    static func parameters(
        _ method: String,
        _ uri: String,
        _ more: KeyValuePairs<String, String> = [:],
        bodySize: Int = 0
    ) -> [(String, String)] {
        let path = uri.split(separator: "?", maxSplits: 1).first.map(String.init) ?? "/"
        let query = uri.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        let all = [
            ("QUERY_STRING", query), ("REQUEST_METHOD", method), ("CONTENT_TYPE", ""),
            ("CONTENT_LENGTH", bodySize > 0 ? String(bodySize) : ""), ("SCRIPT_NAME", path), ("REQUEST_URI", uri),
            ("DOCUMENT_ROOT", "/var/www/html"), ("SERVER_PROTOCOL", "HTTP/1.1"), ("REQUEST_SCHEME", "http"),
            ("HTTPS", ""), ("GATEWAY_INTERFACE", "CGI/1.1"), ("SERVER_SOFTWARE", "nginx/1.22.1"),
            ("REMOTE_ADDR", "192.0.2.7"), ("REMOTE_PORT", "40001"), ("SERVER_ADDR", "192.0.2.1"),
            ("SERVER_PORT", "80"), ("SERVER_NAME", "a.example"), ("REDIRECT_STATUS", "200"),
            ("HTTP_HOST", "a.example"), ("HTTP_USER_AGENT", "test"), ("HTTP_ACCEPT", "*/*"),
        ]
        let names = more.map(\.key)
        return all.filter { !names.contains($0.0) } + more.map { ($0.key, $0.value) }
    }
}
