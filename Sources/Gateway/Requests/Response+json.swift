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
}
