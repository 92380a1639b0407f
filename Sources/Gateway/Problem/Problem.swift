import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// An error that reaches the client: RFC 9457 problem details with the gateway's extensions.
///
/// The body holds `type`, `title`, `status`, `detail`, `request_id`, for a field at fault `errors`
/// (`[{field, rule, detail}]`), and `retry_after` in whole seconds where waiting helps.
public struct Problem: Error, Sendable {
    /// A part of the request that broke a rule.
    struct Field: Sendable, Equatable {
        /// The parameter, header or JSON member, for example `days`.
        let name: String
        /// What is allowed, for example `1...365`.
        let rule: String
    }

    let status: HTTPResponse.Status
    /// One sentence for the person who made the request.
    let detail: String
    var field: Field?
    var headers: HTTPFields = [:]
    var retryAfterSeconds: Int?

    init(_ status: HTTPResponse.Status, _ detail: String, field: Field? = nil, headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = headers
    }

    /// The response, with the id of the request it answers.
    func response(requestID: String) -> Response {
        var json = JSONWriter(capacity: 512)
        json.object { problem in
            problem.field("type", "about:blank")
            problem.field("title", status.reasonPhrase)
            problem.field("status", status.code)
            problem.field("detail", detail)
            problem.field("request_id", requestID)
            if let field {
                problem.field("errors", array: [field]) { json, field in
                    json.object { entry in
                        entry.field("field", field.name)
                        entry.field("rule", field.rule)
                        entry.field("detail", detail)
                    }
                }
            }
            if let retryAfterSeconds { problem.field("retry_after", retryAfterSeconds) }
        }
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
