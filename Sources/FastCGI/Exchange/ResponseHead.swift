/// The head of a CGI response (RFC 3875 §6.3): a `Status` line, header lines, an empty line; checked when it is made.
struct ResponseHead {
    private let status: Int
    private let reason: String
    private let headers: [(name: String, value: String)]
    private let contentLength: Int?

    /// - Throws: `invalidResponse` when a part could split the head (CR, LF, NUL), a name is no token (RFC 9110
    ///   §5.6.2), or the status is outside 200...599: the interim 1xx cannot be told in CGI.
    init(
        status: Int, reason: String, headers: [(name: String, value: String)], contentLength: Int?
    ) throws(FastCGIError) {
        guard (200...599).contains(status) else {
            throw FastCGIError(.invalidResponse, "status must be from 200 to 599, got \(status)")
        }
        guard Self.isFieldText(reason) else {
            throw FastCGIError(.invalidResponse, "the reason phrase must not contain CR, LF or NUL")
        }
        for (name, value) in headers {
            guard Self.isToken(name) else {
                throw FastCGIError(.invalidResponse, "a header name must consist of token characters")
            }
            guard Self.isFieldText(value) else {
                throw FastCGIError(.invalidResponse, "the value of header \(name) must not contain CR, LF or NUL")
            }
        }
        self.status = status
        self.reason = reason
        self.headers = headers
        self.contentLength = contentLength
    }

    /// Whether a response should tell its length and does not.
    static func needsLength(status: Int, headers: [(name: String, value: String)]) -> Bool {
        guard status != 204, status != 304 else { return false }
        return !headers.contains { isContentLength($0.name) }
    }

    func append(to channel: any ExchangeChannel) {
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { space in
            var writer = TextWriter(space: space, channel: channel)
            writer.write("Status: ")
            writer.write(decimal: status)
            writer.write(" ")
            writer.write(reason)
            writer.write("\r\n")
            for (name, value) in headers {
                writer.write(name)
                writer.write(": ")
                writer.write(value)
                writer.write("\r\n")
            }
            if let contentLength {
                writer.write("Content-Length: ")
                writer.write(decimal: contentLength)
                writer.write("\r\n")
            }
            writer.write("\r\n")
            writer.flush()
        }
    }

    private static func isContentLength(_ name: String) -> Bool {
        name.utf8.count == 14 && name.utf8.elementsEqual("content-length".utf8) { $0 | 0x20 == $1 }
    }

    private static func isFieldText(_ text: String) -> Bool {
        for byte in text.utf8 where byte == 0x0D || byte == 0x0A || byte == 0 { return false }
        return true
    }

    private static func isToken(_ name: String) -> Bool {
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: continue
            case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: continue
            default: return false
            }
        }
        return !name.isEmpty
    }
}
