import FastCGI
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI
import Logging

/// One route for every kind of response.
enum TestRoutes {
    struct Unexpected: Error {}

    static func application(
        _ configuration: FastCGIApplicationConfiguration
    ) -> FastCGIApplication<RouterResponder<BasicFastCGIRequestContext>> {
        FastCGIApplication(
            router: router(BasicFastCGIRequestContext.self), configuration: configuration, logger: logger)
    }

    /// Tests cause errors on purpose; their log lines would only hide others.
    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    static func router<Context: RequestContext>(_ context: Context.Type) -> Router<Context> {
        let router = Router(context: context, options: .autoGenerateHeadEndpoints)
        router.get("hello") { _, _ in "hello" }
        router.get("echo/:name") { _, context in
            context.parameters.get("name") ?? ""
        }
        router.get("query") { request, _ in request.uri.query ?? "none" }
        router.get("authorization") { request, _ in
            "\(request.headers[.authorization] ?? "none") \(request.headers[.cookie] ?? "none") \(request.head.authority ?? "none")"
        }
        router.get("id") { _, context in context.id }
        router.post("size") { request, _ in
            var size = 0
            var checksum: UInt64 = 0
            for try await part in request.body {
                size += part.readableBytes
                for byte in part.readableBytesView { checksum = checksum &* 31 &+ UInt64(byte) }
            }
            return "\(size) \(checksum)"
        }
        router.post("ignored") { _, _ in "done" }
        router.get("nothing") { _, _ in HTTPResponse.Status.noContent }
        router.get("unchanged") { _, _ in
            Response(status: .notModified, headers: [.eTag: "\"1\""])
        }
        router.get("teapot") { _, _ -> String in
            throw HTTPError(.init(code: 418, reasonPhrase: "I'm a teapot"), message: "short and stout")
        }
        router.get("unexpected") { _, _ -> String in throw Unexpected() }
        addHeaderRoutes(to: router)
        addStreamRoutes(to: router)
        return router
    }

    private static func addHeaderRoutes(to router: Router<some RequestContext>) {
        router.get("cookies") { _, _ in
            var headers = HTTPFields()
            headers.append(HTTPField(name: .setCookie, value: "a=1; Path=/"))
            headers.append(HTTPField(name: .setCookie, value: "b=2; Path=/"))
            headers.append(HTTPField(name: .vary, value: "Accept"))
            headers.append(HTTPField(name: .vary, value: "Cookie"))
            return Response(status: .ok, headers: headers)
        }
        router.get("forbidden-fields") { _, _ in
            var headers = HTTPFields()
            for (name, value) in [
                ("Status", "500 Oops"), ("Connection", "close"), ("Transfer-Encoding", "chunked"), ("X-Fine", "yes"),
                ("X-Split", "a\r\nSet-Cookie: evil=1"),
            ] {
                if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
            }
            return Response(status: .init(code: 200, reasonPhrase: "Fine\r\nX: y"), headers: headers)
        }
        router.get("informational") { _, _ in Response(status: .init(code: 103, reasonPhrase: "Early Hints")) }
    }

    private static func addStreamRoutes(to router: Router<some RequestContext>) {
        router.get("big") { _, _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: UInt8(ascii: "x"), count: 300_000)))
        }
        router.get("pieces") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    for number in 0..<1000 { try await writer.write(ByteBuffer(string: "\(number)\n")) }
                    try await writer.finish(nil)
                }
            )
        }
        router.get("fails-early") { _, _ in
            Response(status: .ok, body: .init { _ in throw Unexpected() })
        }
        router.get("fails-late") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "begun"))
                    throw Unexpected()
                }
            )
        }
        for (path, length) in [("too-short", 10), ("too-long", 3)] {
            router.get("\(path)") { _, _ in
                Response(
                    status: .ok,
                    body: .init(contentLength: length) { writer in
                        try await writer.write(ByteBuffer(string: "a"))
                        try await writer.write(ByteBuffer(string: "bcde"))
                        try await writer.finish(nil)
                    }
                )
            }
        }
        router.get("sleep") { _, _ in
            try await Task.sleep(for: .seconds(600))
            return "slept"
        }
    }
}
