/// The response for a request whose handler gave none, as `application/problem+json` (RFC 9457).
struct FallbackResponse {
    let status: Int

    private var title: String {
        switch status {
        case 400: "Bad Request"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Internal Server Error"
        }
    }

    func append(to channel: any ExchangeChannel) {
        let body = #"{"type":"about:blank","title":"\#(title)","status":\#(status)}"#
        var text = "Status: \(status) \(title)\r\nContent-Type: application/problem+json\r\n"
        text += "Content-Length: \(body.utf8.count)\r\nCache-Control: no-store\r\n"
        if status == 503 { text += "Retry-After: 1\r\n" }
        text += "\r\n\(body)"
        text.withUTF8 { channel.append(UnsafeRawBufferPointer($0)) }
    }
}
