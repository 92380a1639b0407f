import HTTPTypes

/// A response's header fields as they go to the web server.
struct ResponseFields {
    /// Equal names stay lines of their own, as Set-Cookie needs it.
    private(set) var pairs: [(name: String, value: String)] = []
    /// Content-Length, when it is a number.
    private(set) var contentLength: Int?
    /// Whether each piece of the body should reach the client at once: `X-Accel-Buffering: no` or an event stream.
    private(set) var isSentPieceByPiece = false

    /// What becomes of Content-Length (RFC 9110 §8.6).
    enum LengthRule {
        case kept
        /// For HEAD: Hummingbird puts 0 where GET's length is not known.
        case keptUnlessZero
        /// For statuses without a body.
        case dropped
    }

    init(_ fields: HTTPFields, contentLength rule: LengthRule) {
        pairs.reserveCapacity(fields.count)
        for field in fields {
            let name = field.name.canonicalName
            if Self.isDropped(name) { continue }
            let value = field.value
            switch name {
            case "content-length":
                guard contentLength == nil, let length = Int(value), length >= 0 else { continue }
                if rule == .dropped || (rule == .keptUnlessZero && length == 0) { continue }
                contentLength = length
            case "content-type": isSentPieceByPiece = isSentPieceByPiece || value.hasPrefix("text/event-stream")
            case "x-accel-buffering": isSentPieceByPiece = isSentPieceByPiece || value == "no"
            default: break
            }
            pairs.append((field.name.rawName, value))
        }
    }

    /// Fields of a single connection (RFC 9110 §7.6.1), and `Status`, which would replace the response's status
    /// (RFC 3875 §6.3.3).
    private static func isDropped(_ name: String) -> Bool {
        switch name {
        case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "trailer", "te", "status":
            true
        default: false
        }
    }
}
