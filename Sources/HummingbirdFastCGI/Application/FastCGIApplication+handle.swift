public import FastCGI
import Hummingbird
import Logging
import NIOCore

extension FastCGIApplication {
    /// Answers one request of a connection. This is the handler for a `FastCGIServer` of your own.
    public func handle(_ exchange: Exchange) async {
        let head = RequestHead(exchange.parameters)
        let source = FastCGIRequestContextSource(logger: logger, head: head, exchange: exchange)
        let response = await respond(head, source) { () throws(RequestFailure) in
            try body(head, source, exchange)
        }
        await send(response, isHeadRequest: head.method == "HEAD", source, exchange)
    }

    /// Small bodies are read at once, so that nobody sees half of one; large ones when the handler asks.
    private func body(
        _ head: RequestHead,
        _ source: FastCGIRequestContextSource,
        _ exchange: Exchange
    ) throws(RequestFailure) -> RequestBody {
        if let length = head.contentLength {
            if length == 0 { return RequestBody(buffer: ByteBuffer()) }
            if length > exchange.bodyLimit {
                let rule = "at most \(exchange.bodyLimit) are accepted"
                throw failure(.bodyTooLarge, "the body has \(length) bytes; \(rule)", source)
            }
            if length <= ExchangeBody.wholeReadLimit {
                do throws(FastCGIError) {
                    return RequestBody(buffer: ByteBuffer(bytes: try exchange.readBody()))
                } catch {
                    throw bodyFailure(error, source)
                }
            }
        } else if !head.hasBodyOfUnknownLength {
            return RequestBody(buffer: ByteBuffer())
        }
        return RequestBody(asyncSequence: ExchangeBody(exchange: exchange) { bodyFailure($0, source) })
    }

    private func bodyFailure(_ error: FastCGIError, _ source: FastCGIRequestContextSource) -> RequestFailure {
        switch error.code {
        case .bodyTooLarge: return failure(.bodyTooLarge, error.message, source)
        case .bodyLengthMismatch: return failure(.bodyTruncated, error.message, source)
        case .peerClosed, .protocolViolation: return failure(.bodyTruncated, "the body ended early", source)
        case .invalidContentLength: return failure(.invalidRequest, error.message, source)
        case .timedOut: return failure(.bodyStalled, "the body did not arrive in time", source)
        case .deadlineExceeded: return failure(.deadlineExceeded, "the request took too long", source)
        default:
            source.logger.error("reading the body failed", metadata: ["error": "\(error)"])
            return failure(.internalError, "internal error", source)
        }
    }

    private func send(
        _ response: Response,
        isHeadRequest: Bool,
        _ source: FastCGIRequestContextSource,
        _ exchange: Exchange
    ) async {
        let writer = ExchangeResponseWriter(response, isHeadRequest: isHeadRequest, exchange: exchange)
        do {
            try await writer.send(response.body)
        } catch let error as FastCGIError where error.code != .invalidResponse {
            source.logger.debug("response not sent", metadata: ["error": "\(error)"])
        } catch {
            if writer.isHeadSent {
                source.logger.error("response broken off", metadata: ["error": "\(error)"])
                exchange.abandon()
                return
            }
            let substitute = internalError(error, source)
            let writer = ExchangeResponseWriter(substitute, isHeadRequest: isHeadRequest, exchange: exchange)
            do {
                try await writer.send(substitute.body)
            } catch {
                source.logger.debug("response not sent", metadata: ["error": "\(error)"])
            }
        }
    }
}
