import FastCGI
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HummingbirdFastCGI

/// A request answered in memory and the same request over a connection have the same answer, for both kinds of context.
@Suite struct RouteParityTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var method: String
        var uri: String
        var parameters: KeyValuePairs<String, String>
        var body: String
        var status: Int
        var text: String?

        init(
            _ method: String, _ uri: String, with parameters: KeyValuePairs<String, String> = [:], body: String = "",
            _ status: Int, _ text: String? = nil
        ) {
            self.method = method
            self.uri = uri
            self.parameters = parameters
            self.body = body
            self.status = status
            self.text = text
        }

        var testDescription: String { "\(method) \(uri) \(parameters)" }

        var all: [(String, String)] { TestServer.parameters(method, uri, parameters, bodySize: body.utf8.count) }
    }

    static let rows: [Row] = [
        Row("GET", "/hello", 200, "hello"),
        Row("GET", "/hello/", 200, "hello"),
        Row("GET", "//hello", 200, "hello"),
        Row("GET", "/hell%6F", with: ["DOCUMENT_URI": "/hello"], 200, "hello"),
        Row("GET", "/echo/new%20flag", with: ["DOCUMENT_URI": "/echo/new flag"], 200, "new%20flag"),
        Row("GET", "/echo/caf%C3%A9", with: ["DOCUMENT_URI": "/echo/café"], 200, "caf%C3%A9"),
        Row("GET", "/echo/a%2Fb", with: ["DOCUMENT_URI": "/echo/a/b"], 400),
        Row("GET", "/echo/../hello", with: ["DOCUMENT_URI": "/hello"], 400),
        Row("GET", "/hello", with: ["DOCUMENT_URI": "/other"], 400),
        Row("GET", "/query?a=1&b=%20", 200, "a=1&b=%20"),
        Row("GET", "/query", 200, "none"),
        Row("GET", "/app.fcgi/query?x", with: ["SCRIPT_NAME": "/app.fcgi", "PATH_INFO": "/query"], 200, "x"),
        Row(
            "GET", "/authorization",
            with: ["HTTP_AUTHORIZATION": "Bearer t", "HTTP_COOKIE": "a=1", "HTTP_COOKIE": "b=2"], 200,
            "Bearer t a=1; b=2 a.example"
        ),
        Row("GET", "/authorization", with: ["REDIRECT_HTTP_AUTHORIZATION": "Basic x"], 200, "Basic x none a.example"),
        Row("GET", "/authorization", with: ["HTTP_AUTHORIZATION": "a", "HTTP_AUTHORIZATION": "b"], 400),
        Row("GET", "/authorization", with: ["HTTP_HOST": ""], 200, "none none a.example"),
        Row("GET", "/id", with: ["REQUEST_ID": "0123456789abcdef"], 200, "0123456789abcdef"),
        Row("POST", "/size", body: "abc", 200, "3 96354"),
        Row("POST", "/hello", 404),
        Row("GET", "/missing", 404),
        Row("BREW", "/hello", 404),
        Row("G(T", "/hello", 400),
        Row("GET", "/nothing", 204, ""),
        Row("GET", "/unchanged", 304, ""),
        Row("GET", "/cookies", 200, ""),
        Row("GET", "/teapot", 418),
        Row("GET", "/unexpected", 500, "internal error\n"),
        Row("GET", "/pieces", 200),
    ]

    @Test(arguments: rows)
    func `A request has the same answer in memory and over a connection`(_ row: Row) async throws {
        let configuration = FastCGIApplicationConfiguration()
        let native = TestRoutes.application(configuration)
        let foreign = FastCGIApplication(
            router: TestRoutes.router(BasicRequestContext.self), configuration: configuration, logger: TestRoutes.logger
        )
        let body = ByteBuffer(string: row.body)
        let expected = try await InMemoryAnswer(native.respond(to: FastCGI.Parameters(row.all), body: body))
        #expect(expected.status == row.status)
        if let text = row.text { #expect(expected.text == text) }
        let other = try await InMemoryAnswer(foreign.respond(to: FastCGI.Parameters(row.all), body: body))
        #expect(other == expected)

        try await TestServer(configuration: configuration).serve { port in
            try await check(port, row, expected)
        }
        let server = TestServer(
            configuration: configuration,
            application: { configuration in
                FastCGIApplication(
                    router: TestRoutes.router(BasicRequestContext.self),
                    configuration: configuration,
                    logger: TestRoutes.logger
                )
            }
        )
        try await server.serve { port in
            try await check(port, row, expected)
        }
    }

    private func check(_ port: UInt16, _ row: Row, _ expected: InMemoryAnswer) async throws {
        let client = try FastCGIClient(port: port)
        try await client.send(row.all, body: Array(row.body.utf8))
        let answer = try await client.receive()
        #expect(answer.status == expected.status)
        #expect(answer.text == expected.text)
        #expect(answer["Content-Type"] == expected.contentType)
        #expect(answer["Set-Cookie"] == expected.cookies)
        #expect(answer.isComplete)
    }
}

/// What of a response does not differ from one request to the next.
struct InMemoryAnswer: Equatable, Sendable {
    var status: Int
    var text: String
    var contentType: [String]
    var cookies: [String]

    init(_ response: Response) async throws {
        status = response.status.code
        contentType = response.headers[values: .contentType]
        cookies = response.headers[values: .setCookie]
        let collector = BodyCollector()
        try await response.body.write(collector)
        text = String(buffer: collector.buffer)
    }
}

final class BodyCollector: ResponseBodyWriter {
    private(set) var buffer = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws {
        var copy = buffer
        self.buffer.writeBuffer(&copy)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
