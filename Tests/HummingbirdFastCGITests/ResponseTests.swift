import FastCGI
import HTTPTypes
import Hummingbird
import Testing

@testable import HummingbirdFastCGI

/// What the web server gets to see of a response, over a real connection.
@Suite struct ResponseTests {
    @Test func `A response has its status line, its fields and its body`() async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", "/hello")
            #expect(answer.status == 200)
            #expect(answer.reason == "OK")
            #expect(answer["Content-Type"] == ["text/plain; charset=utf-8"])
            #expect(answer["Content-Length"] == ["5"])
            #expect(answer["Date"].isEmpty)
            #expect(answer["Server"].isEmpty)
            #expect(answer.text == "hello")
            #expect(answer.isComplete)
        }
    }

    @Test func `Each Set-Cookie keeps a line of its own`() async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", "/cookies")
            #expect(answer["Set-Cookie"] == ["a=1; Path=/", "b=2; Path=/"])
            #expect(answer["Vary"] == ["Accept", "Cookie"])
            #expect(answer["Content-Length"] == ["0"])
            #expect(answer.body.isEmpty)
        }
    }

    @Test(arguments: ["/hello", "/big", "/pieces"])
    func `HEAD answers as GET does, without the body`(_ path: String) async throws {
        try await TestServer().serve { port in
            let get = try await TestServer.answer(port, "GET", path)
            let head = try await TestServer.answer(port, "HEAD", path)
            #expect(head.status == 200)
            #expect(head["Content-Length"] == get["Content-Length"])
            #expect(head["Content-Type"] == get["Content-Type"])
            #expect(head.body.isEmpty)
            #expect(!get.body.isEmpty)
            #expect(head.isComplete)
        }
    }

    @Test(arguments: [("/nothing", 204), ("/unchanged", 304)])
    func `A status without a body has no length either`(_ path: String, _ status: Int) async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", path)
            #expect(answer.status == status)
            #expect(answer["Content-Length"].isEmpty)
            #expect(answer.body.isEmpty)
            #expect(answer.isComplete)
            #expect(status != 304 || answer["ETag"] == ["\"1\""])
        }
    }

    @Test func `Fields of a single connection, Status and line breaks never reach the web server`() async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", "/forbidden-fields")
            #expect(answer.status == 200)
            #expect(answer["Connection"].isEmpty)
            #expect(answer["Transfer-Encoding"].isEmpty)
            #expect(answer["Set-Cookie"].isEmpty)
            #expect(answer["X"].isEmpty)
            #expect(answer["X-Fine"] == ["yes"])
            #expect(answer["X-Split"] == ["a  Set-Cookie: evil=1"])
        }
    }

    @Test func `A body larger than the response buffer arrives whole`() async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", "/big")
            #expect(answer["Content-Length"] == ["300000"])
            #expect(answer.body == [UInt8](repeating: UInt8(ascii: "x"), count: 300_000))
            #expect(answer.isComplete)
        }
    }

    @Test func `A body written in pieces arrives whole and without a length`() async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", "/pieces")
            #expect(answer["Content-Length"].isEmpty)
            #expect(answer.text == (0..<1000).map { "\($0)\n" }.joined())
            #expect(answer.isComplete)
        }
    }

    @Test(arguments: [("text/event-stream", nil), ("text/plain", "no")] as [(String, String?)])
    func `Pieces of an event stream are sent one by one`(_ type: String, _ buffering: String?) async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let router = Router(context: BasicFastCGIRequestContext.self)
        router.get("events") { _, _ in
            var response = Response(
                status: .ok,
                headers: [.contentType: type],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "first"))
                    for await _ in gate { break }
                    try await writer.write(ByteBuffer(string: "second"))
                    try await writer.finish(nil)
                }
            )
            if let buffering, let name = HTTPField.Name("X-Accel-Buffering") { response.headers[name] = buffering }
            return response
        }
        let responder = router.buildResponder()
        try await TestServer(application: { FastCGIApplication(responder: responder, configuration: $0) }).serve {
            port in
            let client = try FastCGIClient(port: port)
            try await client.send(TestServer.parameters("GET", "/events"), body: [])
            var received = String(decoding: try await client.receivePart(), as: UTF8.self)
            while !received.hasSuffix("first") {
                received += String(decoding: try await client.receivePart(), as: UTF8.self)
            }
            open.yield()
            while !received.hasSuffix("second") {
                received += String(decoding: try await client.receivePart(), as: UTF8.self)
            }
        }
    }

    @Test func `An error that knows its response is answered with it`() async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", "/teapot")
            #expect(answer.status == 418)
            #expect(answer.text.contains("short and stout"))
            let missing = try await TestServer.answer(port, "GET", "/missing")
            #expect(missing.status == 404)
        }
    }

    @Test(arguments: ["/unexpected", "/fails-early", "/informational"])
    func `Any other error is a 500 that tells nothing`(_ path: String) async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", path, ["REQUEST_ID": "0123456789abcdef"])
            #expect(answer.status == 500)
            #expect(answer.text == "internal error\n")
            #expect(answer["X-Request-Id"] == ["0123456789abcdef"])
            #expect(answer.isComplete)
        }
    }

    @Test(arguments: ["/fails-late", "/too-short", "/too-long"])
    func `A body that fails after the head breaks the connection off`(_ path: String) async throws {
        try await TestServer().serve { port in
            let answer = try await TestServer.answer(port, "GET", path)
            #expect(!answer.isComplete)
            #expect(["begun", "abcde", "a", ""].contains(answer.text))
            let next = try await TestServer.answer(port, "GET", "/hello")
            #expect(next.text == "hello")
        }
    }

    @Test func `A handler is cancelled at the deadline and answered with 504`() async throws {
        try await TestServer(adjust: { $0.requestDeadline = .milliseconds(300) }).serve { port in
            let answer = try await TestServer.answer(port, "GET", "/sleep")
            #expect(answer.status == 504)
        }
    }

    @Test func `A connection serves many requests`() async throws {
        try await TestServer().serve { port in
            let client = try FastCGIClient(port: port)
            for number in 0..<20 {
                try await client.send(TestServer.parameters("GET", "/echo/\(number)"), body: [])
                #expect(try await client.receive().text == "\(number)")
            }
        }
    }
}
