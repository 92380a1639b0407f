extension Exchange {
    /// The limits of the configuration that an exchange enforces itself.
    struct Limits: Sendable {
        var body: Int
        var response: Int
        var stall: Duration
    }

    /// How far the response is.
    enum Phase: Sendable {
        case waiting
        case streaming
        case answered
    }

    /// Everything that changes while a request runs; guarded by the exchange's mutex.
    struct State: Sendable {
        /// nil as soon as the exchange is over: a kept reference must not reach the next request on the connection.
        var channel: (any ExchangeChannel)?
        var phase = Phase.waiting
        var received = 0
        var isBodyAtEnd = false
        var failure: FastCGIError?
        /// The connection cannot carry another request: unread input, a broken stream, or an answer that was forced.
        var mustClose = false

        /// The channel, or the error that using a finished exchange is.
        func openChannel() throws(FastCGIError) -> any ExchangeChannel {
            guard let channel else {
                throw FastCGIError(.exchangeFinished, "the exchange was used after its handler returned")
            }
            return channel
        }

        /// Remembers the first failure, which decides the fallback response, and rethrows this one.
        mutating func fail(_ error: FastCGIError, closing: Bool) -> FastCGIError {
            if failure == nil { failure = error }
            if closing { mustClose = true }
            return error
        }
    }

    /// What a worker has to know about a request that is over.
    struct Outcome: Sendable {
        var failure: FastCGIError?
        var received: Int
        var mustClose: Bool
        var hasUnreadInput: Bool
    }
}
