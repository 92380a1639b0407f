import FastCGI
import HTTPTypes
import Hummingbird
import NIOCore

/// Sends a response through an exchange.
///
/// A body that comes in one piece is sent together with its head. Otherwise the head goes out with the first piece, so
/// that a body that fails at once can still become a 500; the exchange collects pieces up to its buffer's size.
final class ExchangeResponseWriter: ResponseBodyWriter {
    private let exchange: Exchange
    private let status: HTTPResponse.Status
    private let fields: ResponseFields
    private let hasBody: Bool
    private var written = 0
    private(set) var isHeadSent = false

    init(_ response: Response, isHeadRequest: Bool, exchange: Exchange) {
        self.exchange = exchange
        status = response.status
        let statusHasBody = response.status != .noContent && response.status != .notModified
        hasBody = statusHasBody && !isHeadRequest
        fields = ResponseFields(
            response.headers,
            contentLength: !statusHasBody ? .dropped : isHeadRequest ? .keptUnlessZero : .kept
        )
    }

    /// Sends head and body.
    ///
    /// - Throws: `FastCGIError` when the peer is gone or the response breaks a rule, ``ResponseBodyMismatch`` when the
    ///   body is not as long as it was declared, and what the body itself throws.
    func send(_ body: ResponseBody) async throws {
        guard status.code >= 200 else {
            throw FastCGIError(.invalidResponse, "status \(status.code) is no final status")
        }
        if hasBody {
            try await body.write(self)
            if let declared = fields.contentLength, declared != written {
                throw ResponseBodyMismatch(declared: declared, written: written)
            }
        }
        if !isHeadSent { try respond(ByteBuffer()) }
    }

    func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        try Task.checkCancellation()
        let total = written + buffer.readableBytes
        if let declared = fields.contentLength, total > declared {
            throw ResponseBodyMismatch(declared: declared, written: total)
        }
        if !isHeadSent, fields.contentLength == total {
            try respond(buffer)
        } else {
            try sendHead()
            try buffer.withUnsafeReadableBytes { try exchange.sendBody($0) }
            if fields.isSentPieceByPiece { try exchange.flush() }
        }
        written = total
    }

    /// Trailing fields have no place in a CGI response (RFC 3875 §6.2) and are dropped.
    func finish(_ trailingHeaders: HTTPFields?) async throws {}

    private func sendHead() throws(FastCGIError) {
        if isHeadSent { return }
        try exchange.sendHead(status: status.code, reason: status.reasonPhrase, headers: fields.pairs)
        isHeadSent = true
    }

    /// The usual case: the body is one buffer, or there is none.
    private func respond(_ body: ByteBuffer) throws {
        try body.withUnsafeReadableBytes { bytes in
            try exchange.respond(
                status: status.code, reason: status.reasonPhrase, headers: fields.pairs, body: bytes)
        }
        isHeadSent = true
    }
}
