import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

@testable import PostHogClient

/// A server on a free port of the loopback interface that answers what a test tells it to.
final class TestServer: Sendable {
    /// How the server treats one request.
    enum Reply: Sendable {
        case answer(status: Int, headers: [String: String], body: [UInt8])
        /// Says nothing until the client goes away.
        case hang
        /// Closes the connection in the middle of the body.
        case cut
        /// Sends the header and then a byte now and then.
        case trickle

        static func json(_ json: JSON, status: Int = 200, headers: [String: String] = [:]) -> Reply {
            let type = ["Content-Type": "application/json"]
            return .answer(
                status: status, headers: headers.merging(type) { given, _ in given }, body: json.serialized())
        }

        static func text(_ text: String, status: Int, headers: [String: String] = [:]) -> Reply {
            .answer(status: status, headers: headers, body: Array(text.utf8))
        }

        static func list(_ results: [JSON], next: String? = nil, count: Int? = nil) -> Reply {
            .json([
                "results": .array(results), "next": next.map { .string($0) } ?? .null,
                "count": count.map { .integer(Int64($0)) } ?? .null,
            ])
        }
    }

    let address: String
    private let recorded: Mutex<[RecordedRequest]>
    /// Ends the replies that would not end by themselves.
    private let isOver = Mutex(false)

    private init(port: Int, recorded: consuming Mutex<[RecordedRequest]>) {
        address = "http://127.0.0.1:\(port)"
        self.recorded = recorded
    }

    var requests: [RecordedRequest] { recorded.withLock { $0 } }

    var configuration: PostHogConfiguration {
        get throws {
            var configuration = PostHogConfiguration(
                credentials: try PostHogCredentials(
                    apiKey: "phx_secret_of_the_test", host: PostHogHost(address), projectID: "7",
                    projectToken: "phc_token_of_the_test"))
            // A machine that is busy with all tests at once takes its time; a test of a limit sets that one.
            configuration.timeout = .seconds(300)
            configuration.deadline = .seconds(300)
            configuration.retry = PostHogRetryPolicy(maximumAttempts: 3, baseDelay: .milliseconds(1))
            return configuration
        }
    }

    /// Runs the server while the test does.
    static func run(
        _ reply: @escaping @Sendable (RecordedRequest, _ number: Int, _ address: String) throws -> Reply,
        test: @escaping @Sendable (TestServer, PostHogClient) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let box = ServerBox()
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            guard let server = box.server.withLock({ $0 }) else { return Response(status: .serviceUnavailable) }
            return try await server.respond(request, reply)
        }
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        // Cancelled in the middle of an accept, the server's channels trap; asked to stop they do not.
        let services = ServiceGroup(
            configuration: .init(
                services: [application], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { return }
            let server = TestServer(port: port, recorded: Mutex([]))
            box.server.withLock { $0 = server }
            let client = PostHogClient(try server.configuration)
            let result = await Task { try await test(server, client) }.result
            server.isOver.withLock { $0 = true }
            await client.shutdown()
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            try result.get()
        }
    }

    private func respond(
        _ request: Request, _ reply: @Sendable (RecordedRequest, Int, String) throws -> Reply
    ) async throws -> Response {
        let body = try await request.body.collect(upTo: 64 * 1024 * 1024)
        let record = RecordedRequest(request, body: Array(body.readableBytesView))
        let number = recorded.withLock { requests in
            requests.append(record)
            return requests.count
        }
        switch try reply(record, number, address) {
        case .answer(let status, let headers, let body):
            var fields = HTTPFields()
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            return Response(
                status: .init(code: status), headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: body)))
        case .hang:
            while !isOver.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
            return Response(status: .ok)
        case .cut:
            return Response(
                status: .ok, headers: [.contentLength: "1000"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "{\"results\":"))
                    throw CancellationError()
                })
        case .trickle:
            return Response(
                status: .ok,
                body: .init { writer in
                    while !self.isOver.withLock({ $0 }) {
                        try await writer.write(ByteBuffer(string: " "))
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    throw CancellationError()
                })
        }
    }
}

/// The handler exists before the server knows its port.
private final class ServerBox: Sendable {
    let server = Mutex<TestServer?>(nil)
}
