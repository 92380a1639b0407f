import FastCGI
import HTTPTypes
import Testing

@testable import HummingbirdFastCGI

/// From the web server's parameters to the request's method, scheme, authority and fields.
@Suite struct RequestHeadTests {
    private func request(_ parameters: KeyValuePairs<String, String>) throws -> HTTPRequest {
        let basis = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")]
        let own = parameters.map { ($0.key, $0.value) }
        let all = basis.filter { pair in !own.contains { $0.0 == pair.0 } } + own
        return try RequestHead(FastCGI.Parameters(all)).httpRequest(mountPoint: .automatic, checksDocumentURI: true)
    }

    struct FieldRow: Sendable {
        var parameter: String
        var value: String
        var field: String
        var expected: String?

        init(_ parameter: String, _ value: String, _ field: String, _ expected: String?) {
            self.parameter = parameter
            self.value = value
            self.field = field
            self.expected = expected
        }
    }

    @Test(arguments: [
        FieldRow("HTTP_ACCEPT", "*/*", "Accept", "*/*"),
        FieldRow("HTTP_ACCEPT_ENCODING", "gzip, br", "Accept-Encoding", "gzip, br"),
        FieldRow("HTTP_COOKIE", "a=1; b=2", "Cookie", "a=1; b=2"),
        FieldRow("HTTP_X_API_KEY", "secret", "X-API-Key", "secret"),
        FieldRow("HTTP_X_SOMETHING_NEW", "1", "X-Something-New", "1"),
        FieldRow("HTTP_X_REQUESTED_BY", "gateway", "x-requested-by", "gateway"),
        FieldRow("HTTP_USER_AGENT", "Zürich/1.0", "User-Agent", "Zürich/1.0"),
        FieldRow("HTTP_X_EMPTY", "", "X-Empty", ""),
        FieldRow("HTTP_X_PADDED", " \t a b\t", "X-Padded", "a b"),
        FieldRow("CONTENT_TYPE", "application/json", "Content-Type", "application/json"),
        FieldRow("CONTENT_LENGTH", "12", "Content-Length", "12"),
        FieldRow("CONTENT_LENGTH", "", "Content-Length", nil),
        FieldRow("HTTP_CONTENT_TYPE", "text/html", "Content-Type", nil),
        FieldRow("HTTP_PROXY", "http://evil.example:3128", "Proxy", nil),
        FieldRow("HTTP_CONNECTION", "keep-alive, Authorization", "Connection", nil),
        FieldRow("HTTP_UPGRADE", "h2c", "Upgrade", nil),
        FieldRow("HTTP_TRANSFER_ENCODING", "chunked", "Transfer-Encoding", nil),
        FieldRow("HTTP_TE", "trailers", "TE", nil),
        FieldRow("HTTP_AUTHORIZATION", "Bearer t", "Authorization", "Bearer t"),
        FieldRow("REDIRECT_HTTP_AUTHORIZATION", "Bearer t", "Authorization", "Bearer t"),
        FieldRow("REDIRECT_REDIRECT_HTTP_AUTHORIZATION", "Bearer t", "Authorization", "Bearer t"),
        FieldRow("AUTHORIZATION", "Bearer t", "Authorization", "Bearer t"),
        FieldRow("Authorization", "Bearer t", "Authorization", "Bearer t"),
        FieldRow("REDIRECT_REMOTE_USER", "ann", "Authorization", nil),
        FieldRow("HTTP_AUTHORIZATION", "", "Authorization", nil),
        FieldRow("X_API_KEY", "not a header", "X-API-Key", nil),
        FieldRow("DOCUMENT_ROOT", "/var/www", "Document-Root", nil),
    ])
    func `A parameter becomes its header field, or none`(_ row: FieldRow) throws {
        let name = try #require(HTTPField.Name(row.field))
        #expect(try request([row.parameter: row.value]).headerFields[name] == row.expected)
    }

    @Test(arguments: ["HTTP_", "HTTP_A B", "HTTP_:PATH", "HTTP_É", "HTTP_X(Y)"])
    func `A parameter that is no header name is dropped`(_ name: String) throws {
        #expect(try request([name: "x"]).headerFields.isEmpty)
    }

    @Test(arguments: ["a\r\nSet-Cookie: b", "a\nb", "a\u{0}b", "a\u{1}b", "a\u{7F}"])
    func `A header value with a control character is refused`(_ value: String) {
        #expect(throws: RequestRejection.invalid("HTTP_X_FOO contains a control character")) {
            try request(["HTTP_X_FOO": value])
        }
    }

    @Test func `Repeated headers are joined, cookies with a semicolon`() throws {
        let fields = try request([
            "HTTP_ACCEPT": "text/html", "HTTP_COOKIE": "a=1", "HTTP_X_FOO": "1", "HTTP_ACCEPT": "text/plain",
            "HTTP_COOKIE": "b=2", "HTTP_X_FOO": "2",
        ]).headerFields
        #expect(fields[.accept] == "text/html, text/plain")
        #expect(fields[.cookie] == "a=1; b=2")
        #expect(fields[try #require(HTTPField.Name("x-foo"))] == "1, 2")
    }

    @Test(
        arguments: [
            (["HTTP_AUTHORIZATION": "Bearer a", "HTTP_AUTHORIZATION": "Bearer b"], "Authorization"),
            (["HTTP_AUTHORIZATION": "Bearer a", "HTTP_AUTHORIZATION": "Bearer a"], "Authorization"),
            (["HTTP_AUTHORIZATION": "Bearer a", "REDIRECT_HTTP_AUTHORIZATION": "Bearer b"], "Authorization"),
            (["HTTP_HOST": "a.example", "HTTP_HOST": "a.example"], "Host"),
            (["HTTP_HOST": "a.example", "HTTP_HOST": "b.example"], "Host"),
            (["HTTP_HOST": "a.example/x"], "HTTP_HOST"),
            (["HTTP_HOST": "ann@a.example"], "HTTP_HOST"),
            (["HTTP_HOST": "a.example\r\nx"], "HTTP_HOST"),
            (["CONTENT_LENGTH": "1", "CONTENT_LENGTH": "2"], "CONTENT_LENGTH"),
            (["CONTENT_LENGTH": "1", "HTTP_CONTENT_LENGTH": "2"], "Content-Length"),
            (["HTTP_CONTENT_LENGTH": "2"], "CONTENT_LENGTH"),
            (["CONTENT_LENGTH": "-2"], "CONTENT_LENGTH"),
            (["CONTENT_LENGTH": "-1", "HTTP_CONTENT_LENGTH": "2"], "Content-Length"),
            (["CONTENT_LENGTH": "+1"], "CONTENT_LENGTH"),
            (["CONTENT_LENGTH": "0x10"], "CONTENT_LENGTH"),
            (["CONTENT_LENGTH": "99999999999999999999"], "CONTENT_LENGTH"),
            (["REQUEST_URI": "/a", "REQUEST_URI": "/b"], "REQUEST_URI"),
            (["DOCUMENT_URI": "/", "DOCUMENT_URI": "/b"], "DOCUMENT_URI"),
            (["REQUEST_METHOD": "GET", "REQUEST_METHOD": "DELETE"], "REQUEST_METHOD"),
            (["REQUEST_METHOD": ""], "REQUEST_METHOD"),
            (["REQUEST_METHOD": "G ET"], "REQUEST_METHOD"),
        ] as [(KeyValuePairs<String, String>, String)])
    func `Parameters that contradict each other are refused`(
        _ parameters: KeyValuePairs<String, String>, _ expected: String
    ) throws {
        let rejection = try #require(throws: RequestRejection.self) { try request(parameters) }
        #expect(rejection.reason == .invalidRequest)
        #expect(rejection.detail.contains(expected))
    }

    @Test func `The same authorization under Apache's second name is one header`() throws {
        let fields = try request(["HTTP_AUTHORIZATION": "Bearer a", "REDIRECT_HTTP_AUTHORIZATION": "Bearer a"])
            .headerFields
        #expect(fields[values: .authorization] == ["Bearer a"])
    }

    @Test func `A parameter repeated with the same value is read once`() throws {
        let fields = try request(["CONTENT_LENGTH": "5", "CONTENT_LENGTH": "5", "HTTP_CONTENT_LENGTH": "5"])
            .headerFields
        #expect(fields[values: .contentLength] == ["5"])
    }

    @Test(
        arguments: [
            (["HTTPS": "on"], "https"), (["HTTPS": "1"], "https"), (["HTTPS": "ON"], "https"),
            (["HTTPS": "off"], "http"),
            (["HTTPS": ""], "http"), (["REQUEST_SCHEME": "https"], "https"), (["REQUEST_SCHEME": "http"], "http"),
            ([:], "http"), (["HTTP_X_FORWARDED_PROTO": "https"], "http"), (["HTTP_HTTPS": "on"], "http"),
        ] as [(KeyValuePairs<String, String>, String)])
    func `The scheme is what the web server says`(_ parameters: KeyValuePairs<String, String>, _ scheme: String) throws
    {
        #expect(try request(parameters).scheme == scheme)
    }

    @Test(
        arguments: [
            (["HTTP_HOST": "a.example:8080", "SERVER_NAME": "b.example"], "a.example:8080"),
            (["HTTP_HOST": "", "SERVER_NAME": "b.example", "SERVER_PORT": "80"], "b.example"),
            (["SERVER_NAME": "b.example", "SERVER_PORT": "8080"], "b.example:8080"),
            (["SERVER_NAME": "b.example", "SERVER_PORT": "443", "HTTPS": "on"], "b.example"),
            (["SERVER_NAME": "b.example", "SERVER_PORT": "443"], "b.example:443"),
            (["SERVER_NAME": "::1", "SERVER_PORT": "81"], "[::1]:81"),
            (["SERVER_NAME": "b.example", "SERVER_PORT": "x"], "b.example"),
            (["SERVER_NAME": "_ /"], nil),
            (["REQUEST_URI": "http://c.example/x", "HTTP_HOST": "a.example"], "c.example"),
            ([:], nil),
        ] as [(KeyValuePairs<String, String>, String?)])
    func `The authority is the Host header, else the server's name`(
        _ parameters: KeyValuePairs<String, String>, _ authority: String?
    ) throws {
        #expect(try request(parameters).authority == authority)
    }

    @Test func `Too many header fields are refused instead of trapping`() throws {
        let pairs = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")]
        let fitting = pairs + (0..<RequestHead.maximumFieldCount).map { ("HTTP_X_\($0)", "v") }
        let head = RequestHead(FastCGI.Parameters(fitting))
        #expect(head.rejection == nil)
        #expect(head.fields.count == RequestHead.maximumFieldCount)
        let tooMany = RequestHead(FastCGI.Parameters(fitting + (0..<70_000).map { _ in ("HTTP_X_FOO", "v") }))
        #expect(tooMany.rejection?.reason == .tooManyHeaderFields)
        #expect(tooMany.fields.count == RequestHead.maximumFieldCount)
    }

    @Test func `Every name of the table is found, and converts to itself`() throws {
        for fieldName in MetaVariableTable.fieldNames {
            let parameter = "HTTP_" + fieldName.uppercased().replacing("-", with: "_")
            let fields = try request([parameter: "v"]).headerFields
            #expect(fields.map(\.name.rawName) == [fieldName])
        }
    }

    @Test(arguments: [
        ("0123456789abcdef0123456789abcdef", true), ("abcDEF-_", true), (String(repeating: "a", count: 64), true),
        ("short12", false), (String(repeating: "a", count: 65), false), ("has space in it", false),
        ("injected\r\nx: y", false), ("ünïcödeid", false), ("", false),
    ])
    func `The web server's request id is used when it is well formed`(_ id: String, _ isUsed: Bool) {
        #expect((RequestHead(FastCGI.Parameters([("REQUEST_ID", id)])).requestID == id) == isUsed)
    }

    @Test func `A generated request id has 32 hexadecimal digits and is new each time`() {
        let ids = (0..<100).map { _ in RequestIdentifier.random() }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy { "0123456789abcdef".contains($0) } })
    }
}
