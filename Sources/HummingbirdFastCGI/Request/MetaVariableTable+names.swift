extension MetaVariableTable {
    /// Parameters with a meaning of their own.
    static let variables: [(String, MetaVariable)] = [
        ("AUTHORIZATION", .authorization),
        ("Authorization", .authorization),
        ("CONTENT_LENGTH", .contentLength),
        ("CONTENT_TYPE", .contentType),
        ("DOCUMENT_URI", .documentURI),
        ("HTTPS", .https),
        ("HTTP_AUTHORIZATION", .authorization),
        ("HTTP_CONTENT_LENGTH", .contentLengthHeader),
        ("HTTP_HOST", .host),
        ("HTTP_TRANSFER_ENCODING", .transferEncoding),
        ("REMOTE_ADDR", .remoteAddress),
        ("REMOTE_PORT", .remotePort),
        ("REQUEST_ID", .requestID),
        ("REQUEST_METHOD", .requestMethod),
        ("REQUEST_SCHEME", .requestScheme),
        ("REQUEST_URI", .requestURI),
        ("SCRIPT_NAME", .scriptName),

        // A client's `Proxy` header must never look like the proxy setting of the environment (CVE-2016-5385).
        ("HTTP_PROXY", .ignored),
        // CONTENT_TYPE says the same.
        ("HTTP_CONTENT_TYPE", .ignored),
        // Hop-by-hop fields end at the web server (RFC 9110 §7.6.1).
        ("HTTP_CONNECTION", .ignored),
        ("HTTP_KEEP_ALIVE", .ignored),
        ("HTTP_PROXY_CONNECTION", .ignored),
        ("HTTP_TE", .ignored),
        ("HTTP_TRAILER", .ignored),
        ("HTTP_UPGRADE", .ignored),
    ]

    /// Header fields that clients commonly send. Others are converted when they come.
    static let fieldNames = [
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Headers",
        "Access-Control-Request-Method", "Age", "Baggage", "Cache-Control", "CF-Connecting-IP", "CF-Ray",
        "Content-Encoding", "Content-Language", "Cookie", "Date", "DNT", "Expect", "Forwarded", "From", "If-Match",
        "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Last-Event-ID", "Link",
        "Max-Forwards", "Origin", "Pragma", "Prefer", "Priority", "Range", "Referer", "Sec-CH-UA", "Sec-CH-UA-Mobile",
        "Sec-CH-UA-Platform", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Sec-GPC",
        "Traceparent", "Tracestate", "Upgrade-Insecure-Requests", "User-Agent", "Via", "X-API-Key",
        "X-Amzn-Trace-Id", "X-Correlation-Id", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-HTTP-Method-Override", "X-Real-IP", "X-Request-Id", "X-Requested-With",
    ]
}
