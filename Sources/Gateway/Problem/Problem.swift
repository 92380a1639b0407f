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
        /// What is wrong with it; nil where the problem's own detail says so.
        var detail: String?
    }

    let status: HTTPResponse.Status
    /// One sentence for the person who made the request.
    let detail: String
    /// The parts at fault; mostly one or none.
    var fields: [Field] = []
    /// The body's further members, in order.
    var members: [(name: String, value: JSON)] = []
    var headers: HTTPFields = [:]
    var retryAfterSeconds: Int?

    init(_ status: HTTPResponse.Status, _ detail: String, field: Field? = nil, headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        fields = [field].compactMap(\.self)
        self.headers = headers
    }

    /// The part at fault, where there is one.
    var field: Field? { fields.first }

    /// The response, with the id of the request it answers.
    func response(requestID: String) -> Response {
        var json = JSONWriter(capacity: 512)
        json.object { problem in
            problem.field("type", "about:blank")
            problem.field("title", status.reasonPhrase)
            problem.field("status", status.code)
            problem.field("detail", detail)
            problem.field("request_id", requestID)
            if !fields.isEmpty {
                problem.field("errors", array: fields) { json, field in
                    json.object { entry in
                        entry.field("field", field.name)
                        entry.field("rule", field.rule)
                        entry.field("detail", field.detail ?? detail)
                    }
                }
            }
            if let retryAfterSeconds { problem.field("retry_after", retryAfterSeconds) }
            for member in members { problem.field(member.name, member.value) }
        }
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
