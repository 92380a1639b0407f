import FastCGI
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import HummingbirdFastCGI

/// What handlers and middleware learn about the web server's side of a request.
@Suite struct RequestContextTests {
    private let parameters = FastCGI.Parameters([
        ("REQUEST_ID", "0123456789abcdef"), ("REMOTE_ADDR", "192.0.2.7"), ("REMOTE_PORT", "40001"), ("X", "y"),
    ])

    @Test func `A native context knows the client, the request id and the parameters`() throws {
        let context = BasicFastCGIRequestContext(
            source: FastCGIRequestContextSource(logger: Logger(label: "test"), metaVariables: parameters)
        )
        #expect(context.requestID == "0123456789abcdef")
        #expect(context.id == "0123456789abcdef")
        #expect(context.logger[metadataKey: "hb.request.id"] == "0123456789abcdef")
        #expect(context.clientAddress == "192.0.2.7")
        #expect(context.remoteAddress == (try SocketAddress(ipAddress: "192.0.2.7", port: 40001)))
        #expect(context.metaVariables["X"] == "y")
        #expect(!context.isAborted)
    }

    @Test func `A request id is there whatever the logger keeps`() {
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let context = BasicFastCGIRequestContext(source: FastCGIRequestContextSource(logger: silent))
        #expect(context.id.count == 32)
        #expect(context.id == context.requestID)
    }

    @Test(
        arguments: [
            ("2001:db8::7", "1", "[IPv6]2001:db8::7:1"), ("192.0.2.7", "", "[IPv4]192.0.2.7:0"), ("unix:", "", nil),
            ("", "", nil), ("192.0.2.7", "99999", "[IPv4]192.0.2.7:0"),
        ] as [(String, String, String?)])
    func `The client's address is a socket address when it is an IP address`(
        _ address: String, _ port: String, _ expected: String?
    ) {
        let parameters = FastCGI.Parameters([("REMOTE_ADDR", address), ("REMOTE_PORT", port)])
        let source = FastCGIRequestContextSource(logger: Logger(label: "test"), metaVariables: parameters)
        #expect(source.remoteAddress?.description == expected)
    }

    /// A context written for Hummingbird's own server.
    struct ChannelContext: RequestContext {
        var coreContext: CoreRequestContextStorage
        var channel: any Channel

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            channel = source.channel
        }
    }

    @Test func `A context for Hummingbird's own server gets a channel that knows the client and carries nothing`()
        async throws
    {
        let router = Router(context: ChannelContext.self)
        router.get("peer") { _, context in
            let number = try await context.channel.eventLoop.submit { 42 }.get()
            await #expect(throws: ChannelError.self) { try await context.channel.close() }
            await #expect(throws: ChannelError.self) { try await context.channel.writeAndFlush(ByteBuffer()) }
            await #expect(throws: ChannelError.self) { try await context.channel.getOption(.autoRead).get() }
            return "\(context.channel.remoteAddress?.description ?? "none") \(number) \(context.id)"
        }
        let application = FastCGIApplication(router: router)
        let request = FastCGI.Parameters([
            ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/peer"), ("REMOTE_ADDR", "192.0.2.7"), ("REMOTE_PORT", "40001"),
            ("REQUEST_ID", "0123456789abcdef"),
        ])
        let answer = try await InMemoryAnswer(application.respond(to: request))
        #expect(answer.text == "[IPv4]192.0.2.7:40001 42 0123456789abcdef")
    }

    /// A context with a source of its own.
    struct OwnContext: RequestContext {
        struct Source: RequestContextSource {
            var logger: Logger
            var tenant: String
        }

        var coreContext: CoreRequestContextStorage
        var tenant: String

        init(source: Source) {
            coreContext = CoreRequestContextStorage(source: source)
            tenant = source.tenant
        }
    }

    @Test func `A context with a source of its own is made by a closure`() async throws {
        let router = Router(context: OwnContext.self)
        router.get("tenant") { _, context in context.tenant }
        let application = FastCGIApplication(responder: router.buildResponder()) { source in
            OwnContext(source: .init(logger: source.logger, tenant: source.metaVariables["TENANT"] ?? ""))
        }
        let request = FastCGI.Parameters([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/tenant"), ("TENANT", "acme")])
        #expect(try await InMemoryAnswer(application.respond(to: request)).text == "acme")
    }

    @Test func `The request's logger is the task's current logger`() async throws {
        let router = Router(context: BasicFastCGIRequestContext.self)
        router.get("id") { _, _ in "\(Logger.current[metadataKey: "hb.request.id"] ?? "none")" }
        let request = FastCGI.Parameters([
            ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/id"), ("REQUEST_ID", "0123456789abcdef"),
        ])
        let answer = try await InMemoryAnswer(FastCGIApplication(router: router).respond(to: request))
        #expect(answer.text == "0123456789abcdef")
    }

    @Test func `A handler notices that the web server hung up`() async throws {
        let (states, continuation) = AsyncStream.makeStream(of: Bool.self)
        let router = Router(context: BasicFastCGIRequestContext.self)
        router.get("wait") { _, context in
            continuation.yield(context.isAborted)
            while !context.isAborted, !Task.isCancelled { try await Task.sleep(for: .milliseconds(5)) }
            continuation.yield(context.isAborted)
            return "too late"
        }
        let responder = router.buildResponder()
        try await TestServer(application: { FastCGIApplication(responder: responder, configuration: $0) }).serve {
            port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("GET", "/wait"), body: [])
            var iterator = states.makeAsyncIterator()
            #expect(await iterator.next() == false)
            client.hangUp()
            #expect(await iterator.next() == true)
        }
    }
}
