import FastCGI
import Glibc
import Logging
import Testing

/// A running server on a socket of its own, as a test sees it.
struct TestServer: Sendable {
    let server: FastCGIServer
    let path: String

    func client() throws -> Client { try Client(server.boundAddress) }

    var statistics: ServerStatistics { server.statistics }

    /// Waits until the statistics say so.
    func wait(
        for what: Comment, _ condition: (ServerStatistics) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        waitUntil(what, sourceLocation: sourceLocation) { condition(server.statistics) }
    }
}

/// Polls until the condition holds; an issue after two minutes.
func waitUntil(_ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool) {
    let limit = ContinuousClock.now.advanced(by: .seconds(120))
    while ContinuousClock.now < limit {
        if condition() { return }
        usleep(2_000)
    }
    Issue.record(what, sourceLocation: sourceLocation)
}

/// A directory for sockets, removed afterwards.
func withDirectory<R>(_ body: (String) async throws -> R) async throws -> R {
    var template = Array("/tmp/fastcgi-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(directory)
        }
        rmdir(path)
    }
    return try await body(path)
}

/// Runs a server while `body` talks to it, then stops it and checks that the run ended well.
func withServer(
    _ configure: (inout ServerConfiguration) -> Void = { _ in },
    handler: @escaping @Sendable (Exchange) async -> Void,
    body: @escaping @Sendable (TestServer) throws -> Void
) async throws {
    try await withDirectory { directory in
        let path = "\(directory)/s"
        var configuration = ServerConfiguration(address: .unix(path: path))
        configuration.setLimitsOutOfReach()
        configuration.workers = 4
        configuration.handlesSignals = false
        configure(&configuration)
        let server = FastCGIServer(configuration: configuration, logger: Logger(label: "test"), handler: handler)
        try server.bind()
        let run = try TestThread { try server.runBlocking() }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await TestThread { try body(TestServer(server: server, path: path)) }.value)
        } catch {
            outcome = .failure(error)
        }
        server.stop()
        try await run.value
        try outcome.get()
    }
}

extension ServerConfiguration {
    /// A machine that is busy with all tests at once takes its time; a test of a limit sets that one.
    mutating func setLimitsOutOfReach() {
        ioTimeout = .seconds(600)
        requestDeadline = .seconds(600)
        drainDeadline = .seconds(600)
    }
}

/// Answers with the body it got, or with what went wrong.
@Sendable func echo(_ exchange: Exchange) async {
    do throws(FastCGIError) {
        let body = try exchange.readBody()
        try exchange.respond(
            status: 200, reason: "OK", headers: [("X-Count", "\(exchange.parameters.count)")], body: body)
    } catch {
        try? exchange.respond(
            status: error.suggestedStatus, reason: "Error", headers: [], body: Array(error.code.description.utf8))
    }
}

/// Answers "ok" without looking at the request.
@Sendable func ok(_ exchange: Exchange) async {
    try? exchange.respond(status: 200, reason: "OK", headers: [], body: Array("ok".utf8))
}
