import FastCGI
import Hummingbird
import ServiceLifecycle
import Testing

@testable import HummingbirdFastCGI

/// Request bodies over a real connection: whole, streamed, too large, too short, late.
@Suite struct BodyTests {
    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) } }

    private func summary(_ body: [UInt8]) -> String {
        "\(body.count) \(body.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) })"
    }

    @Test(arguments: [0, 1, 8192, 65_535, 65_536, 262_144, 262_145, 3_000_000])
    func `A body arrives whole, whatever its size`(_ count: Int) async throws {
        let body = bytes(count)
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "POST", "/size", body: body)
            #expect(answer.status == 200)
            #expect(answer.text == summary(body))
            #expect(answer.isComplete)
        }
    }

    /// nginx names the coding and no length; Caddy a length of -1.
    @Test(arguments: [["CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"], ["CONTENT_LENGTH": "-1"]])
    func `A chunked body without a length is read whole`(_ parameters: KeyValuePairs<String, String>) async throws {
        let body = bytes(400_000)
        try await TestServer().serve { port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("POST", "/size", parameters), body: body)
            #expect(try await client.receive().text == summary(body))
        }
    }

    @Test(arguments: [10, 1_000_000])
    func `A body nobody reads does not disturb the next request`(_ count: Int) async throws {
        let body = bytes(count)
        try await TestServer().serve { port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("POST", "/ignored", bodySize: count), body: body)
            #expect(try await client.receive().text == "done")
            try await client.send(TestServer.parameters("GET", "/hello"), body: [])
            #expect(try await client.receive().text == "hello")
        }
    }

    @Test(arguments: [1001, 500_000])
    func `A body over the limit is answered with 413`(_ count: Int) async throws {
        let body = bytes(count)
        try await TestServer(adjust: { $0.bodyLimit = 1000 }).serve { port in
            let answer = try await TestServer.answer(port, "POST", "/size", body: body)
            #expect(answer.status == 413)
            #expect(answer.text.contains("1000"))
            #expect(!answer["X-Request-Id"].isEmpty)
        }
    }

    /// An application that leaves the server to somebody else.
    private struct OwnServer: Service {
        var configuration: FastCGIApplicationConfiguration

        func run() async throws {
            let application = TestRoutes.application(FastCGIApplicationConfiguration())
            let server = FastCGIServer(
                configuration: try #require(configuration.server), logger: TestRoutes.logger,
                handler: application.handle)
            try server.bind()
            await configuration.onServerRunning(server)
            try await server.run()
        }
    }

    @Test func `The limit is that of the server which hands the request over`() async throws {
        let body = bytes(21 << 20)
        let server = TestServer(adjust: { $0.bodyLimit = 22 << 20 }, application: { OwnServer(configuration: $0) })
        try await server.serve { port in
            let answer = try await TestServer.answer(port, "POST", "/ignored", body: body)
            #expect(answer.text == "done")
        }
    }

    @Test func `A body without a length that grows over the limit is answered with 413`() async throws {
        let body = bytes(500_000)
        try await TestServer(adjust: { $0.bodyLimit = 300_000 }).serve { port in
            let answer = try await TestServer.answer(
                port, "POST", "/size", ["CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"], body: body
            )
            #expect(answer.status == 413)
        }
    }

    @Test(arguments: [(100, 99), (100, 0), (400_000, 399_999), (400_000, 10)])
    func `A body that ends early is answered with 400`(_ declared: Int, _ sent: Int) async throws {
        let body = bytes(sent)
        try await TestServer().serve { port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("POST", "/size", bodySize: declared), body: body)
            #expect(try await client.receive().status == 400)
        }
    }

    @Test func `A body longer than its length is answered with 400`() async throws {
        try await TestServer().serve { port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("POST", "/size", bodySize: 10), body: bytes(11))
            #expect(try await client.receive().status == 400)
        }
    }

    @Test(arguments: [100, 400_000])
    func `A body that stalls is answered with 408`(_ declared: Int) async throws {
        try await TestServer(adjust: { $0.ioTimeout = .milliseconds(300) }).serve { port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("POST", "/size", bodySize: declared), body: nil)
            try await client.send(bodyPart: bytes(50))
            let answer = try await client.receive()
            #expect(answer.status == 408, "\(answer)")
        }
    }

    @Test(arguments: [100, 400_000])
    func `A peer that hangs up within the body does no harm`(_ declared: Int) async throws {
        try await TestServer().serve { port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("POST", "/size", bodySize: declared), body: nil)
            try await client.send(bodyPart: bytes(50))
            client.hangUp()
            let answer = try await client.receive()
            #expect([0, 400].contains(answer.status))
            #expect(try await TestServer.answer(port, "GET", "/hello").text == "hello")
        }
    }

    @Test func `Every failure is worded by the application's closure`() async throws {
        let configuration = FastCGIApplicationConfiguration(errorResponse: { failure in
            Response(
                status: failure.status,
                headers: [.contentType: "application/problem+json"],
                body: .init(byteBuffer: ByteBuffer(string: "{\"id\":\"\(failure.requestID)\"}"))
            )
        })
        try await TestServer(configuration: configuration, adjust: { $0.bodyLimit = 300_000 }).serve { port in
            for (method, uri, count, status) in [
                ("POST", "/size", 300_001, 413), ("GET", "/a/../b", 0, 400), ("GET", "/unexpected", 0, 500),
            ] {
                let answer = try await TestServer.answer(
                    port, method, uri, ["REQUEST_ID": "abcdefgh12345678"], body: bytes(count)
                )
                #expect(answer.status == status)
                #expect(answer["Content-Type"] == ["application/problem+json"])
                #expect(answer.text == "{\"id\":\"abcdefgh12345678\"}")
            }
            // A handler reading a body of unknown length meets the limit itself.
            let answer = try await TestServer.answer(
                port, "POST", "/size", ["CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"], body: bytes(300_001)
            )
            #expect(answer.status == 413)
            #expect(answer["Content-Type"] == ["application/problem+json"])
        }
    }
}
