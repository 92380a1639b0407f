import Analytics
import Crypto
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension Response {
    /// A JSON answer.
    /// - Parameter cacheControl: personal data is never kept by others.
    static func json(
        _ status: HTTPResponse.Status = .ok, cacheControl: String = "no-store",
        _ fields: (inout JSONWriter.ObjectWriter) throws -> Void
    ) rethrows -> Response {
        var json = JSONWriter(capacity: 4_096)
        try json.object(fields)
        return Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: cacheControl],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    /// A JSON answer about a window of time, with an entity tag: 304 without a body when the caller has it already.
    ///
    /// nginx does not answer conditional requests for FastCGI, and its gzip weakens the tag (analytics facts §6), so
    /// the comparison is weak. The window moves with every request; it is added as `meta` and left out of the tag.
    static func revalidatedJSON(
        for request: Request, window: TimeWindow? = nil, _ fields: (inout JSONWriter.ObjectWriter) throws -> Void
    ) rethrows -> Response {
        var json = JSONWriter(capacity: 4_096)
        try json.object(fields)
        let tag = "\"\(SHA256.hash(data: json.bytes).prefix(12).hexadecimal)\""
        var headers: HTTPFields = [
            .cacheControl: "private, no-cache", .eTag: tag, .vary: "Authorization, Cookie, X-API-Key",
        ]
        if let condition = request.headers[.ifNoneMatch], EntityTags(condition).matchWeakly(tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "application/json; charset=utf-8"
        var body = ByteBuffer(bytes: json.bytes)
        if let window {
            body.moveWriterIndex(to: body.writerIndex - 1)
            body.writeString(",\"meta\":{\"from\":\"\(window.start)\",\"to\":\"\(window.end)\"}}")
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
