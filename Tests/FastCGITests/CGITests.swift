import FastCGI
import Glibc
import Synchronization
import Testing

struct CGITests {
    private func serve(
        _ environment: [String: String], input: [UInt8], closesInput: Bool = true, bodyLimit: Int = 1 << 20,
        handler: @escaping @Sendable (Exchange) async -> Void
    ) async throws -> Response {
        var body: [Int32] = [0, 0]
        var answer: [Int32] = [0, 0]
        try #require(pipe(&body) == 0 && pipe(&answer) == 0)
        #expect(write(body[1], input, input.count) == input.count)
        if closesInput { close(body[1]) }
        let output = answer[0]
        let reading = try TestThread {
            var response = Response()
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(output, &buffer, buffer.count)
                guard count > 0 else { return response }
                response.output += buffer.prefix(count)
            }
        }
        var failure: (any Error)?
        do {
            try await CGI.serveOnce(
                environment: environment, bodyLimit: bodyLimit, ioTimeout: .seconds(120), input: body[0],
                output: answer[1], handler: handler)
        } catch {
            failure = error
        }
        // Whoever reads the answer waits for its end, whether there was one or not.
        close(answer[1])
        let response = try await reading.value
        close(answer[0])
        close(body[0])
        if !closesInput { close(body[1]) }
        if let failure { throw failure }
        return response
    }

    @Test(arguments: [true, false])
    func aRequestIsServedFromEnvironmentAndInput(closesInput: Bool) async throws {
        let response = try await serve(
            ["GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "5"],
            input: Array("hello".utf8), closesInput: closesInput, handler: echo)
        #expect(response.head == ["Status: 200 OK", "X-Count: 3", "Content-Length: 5"])
        #expect(response.text == "hello")
    }

    @Test func bytesBehindTheBodyAreNotRead() async throws {
        let response = try await serve(["CONTENT_LENGTH": "5"], input: Array("hello, world".utf8), handler: echo)
        #expect(response.text == "hello")
    }

    @Test func aShortBodyAndALargeOneAreErrors() async throws {
        let short = try await serve(["CONTENT_LENGTH": "50"], input: Array("hello".utf8), handler: echo)
        #expect(short.status == 400)
        let large = try await serve(["CONTENT_LENGTH": "50"], input: [], bodyLimit: 49, handler: echo)
        #expect(large.status == 413)
    }

    @Test func aLargeResponseArrivesWhole() async throws {
        let response = try await serve([:], input: []) { exchange in
            try? exchange.sendHead(status: 200, reason: "OK", headers: [])
            for _ in 0..<100 { try? exchange.sendBody([UInt8](repeating: 3, count: 10_000)) }
        }
        #expect(response.body == [UInt8](repeating: 3, count: 1_000_000))
    }

    @Test func aHandlerThatSaysNothingIs500() async throws {
        #expect(try await serve([:], input: []) { _ in }.status == 500)
    }

    @Test func aServerThatWentAwayIsATypedError() async throws {
        var answer: [Int32] = [0, 0]
        try #require(pipe(&answer) == 0)
        close(answer[0])
        let error = await #expect(throws: FastCGIError.self) {
            try await CGI.serveOnce(environment: [:], input: 0, output: answer[1], handler: ok)
        }
        #expect(error?.code == .peerClosed)
        close(answer[1])
    }

    @Test func aServerThatStopsReadingIsATypedError() async throws {
        var answer: [Int32] = [0, 0]
        try #require(pipe(&answer) == 0)
        let reader = answer[0]
        let isOver = Mutex(false)
        let watch = try TestThread {
            waitUntil("the write has ended") { isOver.withLock { $0 } }
            close(reader)
        }
        let error = await #expect(throws: FastCGIError.self) {
            try await CGI.serveOnce(
                environment: [:], ioTimeout: .milliseconds(100), input: 0, output: answer[1]
            ) { exchange in
                try? exchange.respond(
                    status: 200, reason: "OK", headers: [], body: [UInt8](repeating: 1, count: 1 << 20))
            }
        }
        isOver.withLock { $0 = true }
        #expect(error?.code == .timedOut)
        try await watch.value
        close(answer[1])
    }

    @Test func onlyAGatewayInterfaceMakesACGIRequest() {
        #expect(CGI.isRequest(environment: ["GATEWAY_INTERFACE": "CGI/1.1"]))
        #expect(!CGI.isRequest(environment: ["REQUEST_METHOD": "GET"]))
    }
}
