public import HTTPTypes
public import Hummingbird

/// A request that could not be answered by the application's own routes.
///
/// ``FastCGIApplicationConfiguration/errorResponse`` turns it into a response. It is also thrown to a handler that reads
/// a body which ends early, stalls or is too large; a router that does not catch it answers it through the same closure.
public struct RequestFailure: HTTPResponseError {
    /// What went wrong.
    public enum Reason: Sendable, Equatable {
        /// The request line, a header or a parameter of the web server breaks a rule: 400.
        case invalidRequest
        /// The path lies outside ``MountPoint``: 404.
        case outsideMountPoint
        /// More than 512 header fields: 431.
        case tooManyHeaderFields
        /// The body is larger than the server's body limit: 413.
        case bodyTooLarge
        /// The body ended before CONTENT_LENGTH bytes had arrived: 400 (FastCGI specification §6.2).
        case bodyTruncated
        /// No more of the body arrived within the I/O timeout: 408.
        case bodyStalled
        /// The request's deadline passed, or the server stops: 504.
        case deadlineExceeded
        /// The handler threw an error that is no `HTTPResponseError`: 500. The error itself is only logged.
        case internalError
    }

    /// What went wrong.
    public let reason: Reason
    /// A sentence for the client, naming the parameter and the rule; no internals.
    public let detail: String
    /// The request's id, as in ``FastCGIRequestContextSource/requestID``.
    public let requestID: String

    let format: @Sendable (RequestFailure) -> Response

    init(
        reason: Reason,
        detail: String,
        requestID: String,
        format: @escaping @Sendable (RequestFailure) -> Response
    ) {
        self.reason = reason
        self.detail = detail
        self.requestID = requestID
        self.format = format
    }

    /// The status that belongs to ``reason``.
    public var status: HTTPResponse.Status {
        switch reason {
        case .invalidRequest, .bodyTruncated: .badRequest
        case .outsideMountPoint: .notFound
        case .tooManyHeaderFields: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .bodyStalled: .requestTimeout
        case .deadlineExceeded: .gatewayTimeout
        case .internalError: .internalServerError
        }
    }

    /// The response made by ``FastCGIApplicationConfiguration/errorResponse``.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        response
    }

    var response: Response { format(self) }
}

extension RequestFailure: CustomStringConvertible {
    /// The status, the reason and the detail, for logs.
    public var description: String { "\(status.code) \(reason): \(detail)" }
}

extension RequestFailure {
    /// The default answer: the status, `detail` as a line of plain text, and `X-Request-Id`.
    @Sendable
    public static func plainText(_ failure: RequestFailure) -> Response {
        var headers: HTTPFields = [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]
        if let name = HTTPField.Name("X-Request-Id") {
            headers[name] = failure.requestID
        }
        let body = ResponseBody(byteBuffer: ByteBuffer(string: failure.detail + "\n"))
        return Response(status: failure.status, headers: headers, body: body)
    }
}
