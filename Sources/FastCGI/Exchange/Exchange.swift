internal import Synchronization

/// One request and its answer.
///
/// A handler gets it on a worker's thread and uses it from one task at a time. It is over when the handler returns:
/// later calls throw `exchangeFinished`. A handler that returns without a response makes the server send one: 504 after
/// the deadline, 413, 408 or 400 when reading the body failed, else 500.
public final class Exchange: Sendable {
    /// The request's parameters (CGI meta-variables).
    public let parameters: Parameters

    /// CONTENT_LENGTH parsed strictly: nil when it is absent, empty, -1 or (see ``readBody()``) not a number.
    public var contentLength: Int? {
        if case .bytes(let count) = declaredLength { count } else { nil }
    }

    /// The largest body in bytes that the server takes; reading a larger one fails with `bodyTooLarge`.
    public var bodyLimit: Int { limits.body }

    let declaredLength: ContentLength
    let limits: Limits
    /// 0, or the status that says why the request's time is over: 504 deadline, 503 shutdown.
    private let expiry = Atomic(0)
    let state: Mutex<State>

    init(parameters: Parameters, limits: Limits, channel: some ExchangeChannel) {
        self.parameters = parameters
        self.limits = limits
        self.declaredLength = ContentLength(parameters)
        self.state = Mutex(State(channel: channel))
    }

    /// The status for a request whose time is over; nil while it is not.
    var expiredStatus: Int? {
        let status = expiry.load(ordering: .relaxed)
        return status == 0 ? nil : status
    }

    /// Marks the request's time as over: body reads stop, and a missing response becomes this one.
    func expire(status: Int) {
        expiry.store(status, ordering: .relaxed)
    }

    /// Whether the peer hung up (or closed its sending side), so that an expensive step can be skipped.
    ///
    /// One non-blocking look at the connection: nginx closes it when the client leaves, and sends no ABORT_REQUEST.
    public var isAborted: Bool {
        state.withLock { $0.channel?.isPeerGone ?? true }
    }
}
