import Testing

@testable import Gateway

struct CaptureBodyTests {
    private static let json =
        #"{"event":"caf\#u{E9} \#u{1F600}","distinct_id":"u1","properties":{"n":[1,1,1,1,1,1,1,1]}}"#
    private static let gzip =
        "H4sIAAAAAAACA6tWSi1LzStRslJKTkw7vFLhw/wZDUo6SimZxSWZeckl8ZkpQKlSQ6BQQVF+QWpRSWZqsZJVtVKeklW0oQ4KjK2tBQAkvlbP"
        + "TgAAAA=="
    private static let zlib =
        "eNqrVkotS80rUbJSSk5MO7xS4cP8GQ1KOkopmcUlmXnJJfGZKUCpUkOgUEFRfkFqUUlmarGSVbVSnpJVtKEOCoytrQUAV8cZqw=="
    private static let deflate =
        "q1ZKLUvNK1GyUkpOTDu8UuHD/BkNSjpKKZnFJZl5ySXxmSlAqVJDoFBBUX5BalFJZmqxklW1Up6SVbShDgqMra0FAA=="
    private static let lz64 =
        "N4IgpgbmB2AuIC4QGMCGAzAlwAkLwbgAPZABoQATASwGdZzplYB9c0xEAVwEZiQAHAJwD2PMHxphKiUNEQBtDkXmKFyxQF0AvuqA"
    private static let base64 =
        "eyJldmVudCI6ImNhZsOpIPCfmIAiLCJkaXN0aW5jdF9pZCI6InUxIiwicHJvcGVydGllcyI6eyJuIjpbMSwxLDEsMSwxLDEsMSwxXX19"

    private static func bytes(_ base64: String) -> [UInt8] {
        Base64.decode(Array(base64.utf8)) ?? []
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x7A).contains(byte)
            result += isPlain ? String(UnicodeScalar(byte)) : "%" + String(0x100 | Int(byte), radix: 16).dropFirst()
        }
    }

    struct Request: CustomTestStringConvertible {
        let testDescription: String
        let body: [UInt8]
        var type: String?
        var encoding: String?
        var compression: String?

        init(
            _ name: String, _ body: [UInt8], type: String? = nil, encoding: String? = nil, compression: String? = nil
        ) {
            testDescription = name
            self.body = body
            self.type = type
            self.encoding = encoding
            self.compression = compression
        }

        func unpack(maximumBytes: Int = CaptureBody.standardMaximumBytes) throws(CaptureBodyError) -> [UInt8] {
            try CaptureBody(
                body, contentType: type, contentEncoding: encoding, compression: compression, maximumBytes: maximumBytes
            ).json
        }
    }

    private static let form = "application/x-www-form-urlencoded"
    private static let plain = Array(json.utf8)

    static let requests = [
        Request("JSON", plain, type: "application/json"),
        Request("JSON without a content type", plain),
        Request("JSON from a beacon", plain, type: "text/plain;charset=UTF-8"),
        Request("a quoted charset", plain, type: "Application/JSON; charset=\"utf-8\""),
        Request("JSON labelled identity", plain, encoding: "identity"),
        Request("JSON still labelled gzip", plain, encoding: "gzip"),
        Request("gzip with its header", bytes(gzip), encoding: "gzip"),
        Request("gzip in capitals", bytes(gzip), encoding: " GZIP "),
        Request("gzip without any hint", bytes(gzip)),
        Request("gzip labelled deflate in the query", bytes(gzip), compression: "deflate"),
        Request("gzip-js", bytes(gzip), type: "text/plain", compression: "gzip-js"),
        Request("gzip with both hints", bytes(gzip), encoding: "gzip", compression: "gzip-js"),
        Request("zlib", bytes(zlib), encoding: "deflate"),
        Request("raw deflate", bytes(deflate), encoding: "deflate"),
        Request("zlib in the query", bytes(zlib), compression: "zlib"),
        Request("gzip over base64", Array(gzip.utf8), compression: "base64"),
        Request("gzip in base64 labelled gzip", Array(gzip.utf8), compression: "gzip"),
        Request("zlib in base64", Array(zlib.utf8), compression: "deflate"),
        Request("base64", Array(base64.utf8), compression: "base64"),
        Request("base64 without any hint", Array(base64.utf8), type: "text/plain"),
        Request("lz64", Array(lz64.utf8), compression: "lz64"),
        Request("a form with JSON", Array("data=\(encoded(json))".utf8), type: form),
        Request("a form with base64", Array("data=\(encoded(base64))&ver=1".utf8), type: form, compression: "base64"),
        Request("a form naming its compression", Array("compression=lz64&data=\(encoded(lz64))".utf8), type: form),
        Request("a form with a charset", Array("ip=1&data=\(encoded(base64))".utf8), type: form + "; charset=utf-8"),
        Request("a form with unencoded base64", Array("data=\(gzip)".utf8), type: form),
        Request("a form with base64'd gzip", Array("data=\(encoded(gzip))".utf8), type: form, compression: "gzip"),
        Request("a form with base64'd zlib", Array("data=\(encoded(zlib))".utf8), type: form, compression: "deflate"),
        Request("a form without its content type", Array("data=\(encoded(base64))".utf8), type: "text/plain"),
    ]

    @Test("every form a client may send holds the same JSON", arguments: requests)
    func unpacks(request: Request) throws {
        #expect(String(decoding: try request.unpack(), as: UTF8.self) == Self.json)
    }

    @Test("white space before the JSON is no obstacle")
    func acceptsLeadingSpace() throws {
        #expect(try CaptureBody(Array("\r\n\t []".utf8)).json == Array("\r\n\t []".utf8))
    }

    @Test("several gzip members are one text")
    func readsMembers() throws {
        let members = Self.bytes(
            "H4sIAAAAAAACA6tWSi1LzStRslJKTkw7vFLhw/wZDQC039zNFAAAAB+LCAAAAAAAAgNT0lFKySwuycxLLonPTFGyUio1VNJRKijKL0gtKslM"
                + "LVayqlbKU7KKNtRBgbG1tQDM2QcHOgAAAA==")
        #expect(try CaptureBody(members).json == Self.plain)
        #expect(try CaptureBody(members + [0, 0, 0]).json == Self.plain)
    }

    @Test(
        "what cannot be unpacked is refused with its cause",
        arguments: [
            (Request("nothing", []), .empty),
            (Request("text", Array("hello world".utf8)), .notJSON),
            (Request("a number", Array("12345".utf8)), .notJSON),
            (Request("binary", [0xFF, 0x00, 0x12]), .notJSON),
            (Request("gzip of text", bytes("H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==")), .notJSON),
            (Request("brotli", plain, encoding: "br"), .unsupportedEncoding("br")),
            (Request("gzip then zstd", plain, encoding: "gzip, zstd"), .unsupportedEncoding("zstd")),
            (Request("a wrong parameter", plain, compression: "rar"), .unsupportedCompression("rar")),
            (
                Request("a wrong parameter in a form", Array("data=x&compression=rar".utf8), type: form),
                .unsupportedCompression("rar")
            ),
            (Request("Latin-1", plain, type: "text/plain; charset=ISO-8859-1"), .unsupportedCharset("iso-8859-1")),
            (
                Request("a form without data", Array("a=b".utf8), type: form),
                .invalidForm(detail: "the field data is missing or empty")
            ),
            (
                Request("a form that is cut", Array("data=%7".utf8), type: form),
                .invalidForm(detail: "the field data is not percent-encoded UTF-8")
            ),
            (
                Request("a form in Latin-1", Array("data=".utf8) + [0xE9], type: form),
                .invalidForm(detail: "it is not UTF-8")
            ),
            (
                Request("no gzip", Array("hello".utf8), encoding: "gzip"),
                .corrupt(.gzip, detail: "they do not begin with a gzip header")
            ),
            (
                Request("no base64", Array("a!b".utf8), compression: "base64"),
                .corrupt(.base64, detail: "a character is not of the base64 alphabet, or the length is wrong")
            ),
            (Request("trailing bytes", bytes(gzip) + [1, 2]), .corrupt(.gzip, detail: "something follows their end")),
            (
                Request("a wrong checksum", bytes(gzip).dropLast(8) + [1, 2, 3, 4, 78, 0, 0, 0]),
                .corrupt(.gzip, detail: "incorrect data check")
            ),
            (
                Request("no lz64", Array("A!b".utf8), compression: "lz64"),
                .corrupt(.lz64, detail: "a character is not of the base64 alphabet")
            ),
        ] as [(Request, CaptureBodyError)]
    )
    func refuses(request: Request, error: CaptureBodyError) {
        #expect(throws: error) { try request.unpack() }
        #expect(!error.description.isEmpty)
    }

    @Test("the error names the part of the request at fault")
    func namesField() {
        #expect(CaptureBodyError.truncated(.gzip).field == "body")
        #expect(CaptureBodyError.unsupportedEncoding("br").field == "Content-Encoding")
        #expect(CaptureBodyError.truncated(.gzip).description == "the gzip data in the body end too early")
    }

    @Test("packed data cut at any byte are refused as cut", arguments: ["gzip", "deflate", "lz64"])
    func refusesTruncation(compression: String) throws {
        let whole: [UInt8]
        switch compression {
        case "gzip": whole = Self.bytes(Self.gzip)
        case "deflate": whole = Self.bytes(Self.deflate)
        default: whole = Array(Self.lz64.utf8)
        }
        for length in 3..<whole.count {
            let cut = Request("cut", Array(whole.prefix(length)), compression: compression)
            let error = #expect(throws: CaptureBodyError.self) { try cut.unpack() }
            #expect(error?.description == "the \(compression) data in the body end too early")
        }
    }

    @Test("no more is unpacked than the limit allows, however well it was packed")
    func boundsOutput() throws {
        let gzip = Self.bytes(
            "H4sIAAAAAAACA+3BQREAAAwCoCrr6a27KfwBOQAAAABg7gtweAySihMAAA==")
        let lz64 = Array(
            ("N4Aj4yunb+GKclq3o5r2e7/gwo4k0s8iyq6m2u+hxp5l1t9jzr7n3v/gYKHCRoseImSp0mbLnyFipcpWq16jZq3aduvfoOGjxk6bPm2A"
                + "XyA=").utf8)
        for request in [Request("gzip", gzip), Request("lz64", lz64, compression: "lz64")] {
            #expect(try request.unpack(maximumBytes: 5002).count == 5002)
            #expect(throws: CaptureBodyError.tooLarge(maximum: 5001)) { try request.unpack(maximumBytes: 5001) }
        }
        #expect(throws: CaptureBodyError.tooLarge(maximum: 10)) {
            try CaptureBody(Self.plain, maximumBytes: 10)
        }
    }

    @Test("damaged bodies never do more than fail", arguments: requests)
    func survivesDamage(request: Request) {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<2_000 {
            var body = request.body
            for _ in 0...random(3) { body[random(body.count)] = UInt8(random(256)) }
            if random(4) == 0 { body.removeLast(random(body.count)) }
            let damaged = Request(
                "damaged", body, type: request.type, encoding: request.encoding, compression: request.compression)
            if let json = try? damaged.unpack(maximumBytes: 100_000) { #expect(json.count <= 100_000) }
        }
    }
}
