import Analytics
import Crypto
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// A JSON answer with an entity tag: sent in full, or as 304 to a caller who has it already.
///
/// nginx does not answer conditional requests for FastCGI, and its gzip weakens the tag (analytics facts §6), so the
/// comparison is weak.
struct RevalidatedAnswer: Sendable {
    private let tag: String
    private let headers: HTTPFields
    private let body: ByteBuffer

    /// - Parameter window: the time the answer covers. It moves with every request, so it is added as `meta` and left
    ///   out of the tag.
    init(window: TimeWindow? = nil, _ fields: (inout JSONWriter.ObjectWriter) throws -> Void) rethrows {
        var json = JSONWriter(capacity: 4_096)
        try json.object(fields)
        tag = "\"\(SHA256.hash(data: json.bytes).prefix(12).hexadecimal)\""
        var body = ByteBuffer(bytes: json.bytes)
        if let window {
            body.moveWriterIndex(to: body.writerIndex - 1)
            body.writeString(",\"meta\":{\"from\":\"\(window.start)\",\"to\":\"\(window.end)\"}}")
        }
        self.body = body
        headers = [
            .contentType: "application/json; charset=utf-8", .contentLength: String(body.readableBytes),
            .cacheControl: "private, no-cache", .eTag: tag, .vary: "Authorization, Cookie, X-API-Key",
        ]
    }

    var byteCount: Int { body.readableBytes }

    func response(to request: Request) -> Response {
        if request.headers.contains(where: { $0.name == .ifNoneMatch && EntityTags($0.value).contain(tag) }) {
            var headers = headers
            headers[.contentType] = nil
            headers[.contentLength] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
