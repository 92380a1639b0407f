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
        return Response.json(status, cacheControl: cacheControl, bytes: json.bytes)
    }

    /// A JSON answer that is a value already.
    static func json(
        _ status: HTTPResponse.Status = .ok, cacheControl: String = "no-store", _ value: JSON
    ) -> Response {
        Response.json(status, cacheControl: cacheControl, bytes: value.serialized())
    }

    /// A JSON answer that is written already.
    static func json(
        _ status: HTTPResponse.Status = .ok, cacheControl: String = "no-store", bytes: [UInt8]
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: cacheControl],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
