import HTTPTypes

/// What one parameter of the web server means for the request (RFC 3875 §4.1, "meta-variables").
enum MetaVariable: Sendable {
    /// A header field of the client.
    case field(HTTPField.Name)
    case authorization
    case host
    case requestMethod
    case requestURI
    case documentURI
    /// Only whether it names a script file matters to most requests.
    case scriptName
    case contentType
    case contentLength
    /// The client's own Content-Length header, which must not contradict CONTENT_LENGTH.
    case contentLengthHeader
    /// Only tells that a body without CONTENT_LENGTH follows.
    case transferEncoding
    case https
    case requestScheme
    case remoteAddress
    case remotePort
    case requestID
    /// Known, and of no use to a request.
    case ignored
}
