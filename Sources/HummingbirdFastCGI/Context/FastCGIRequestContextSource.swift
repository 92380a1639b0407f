public import FastCGI
public import Hummingbird
public import Logging

/// What a request context can be made from when requests come through FastCGI or CGI.
///
/// A context that declares `typealias Source = FastCGIRequestContextSource` sees the web server's parameters;
/// ``BasicFastCGIRequestContext`` is the ready-made one.
public struct FastCGIRequestContextSource: RequestContextSource, Sendable {
    /// The application's logger, with the request id as metadata `hb.request.id`.
    public let logger: Logger
    /// The web server's REQUEST_ID when that is 8 to 64 of `A-Z a-z 0-9 _ -`; else 32 random hexadecimal digits.
    public let requestID: String
    /// All parameters of the request (RFC 3875 §4.1), duplicates in order.
    public let metaVariables: FastCGI.Parameters
    /// REMOTE_ADDR: the address of the web server's peer. Behind another proxy let the web server correct it (nginx:
    /// `real_ip_header`); `X-Forwarded-For` is not asked.
    public let clientAddress: String?
    /// REMOTE_PORT, 1 to 65535.
    public let clientPort: UInt16?

    private let exchange: Exchange?

    /// A source without a connection, for tests of routes.
    public init(logger: Logger, metaVariables: FastCGI.Parameters = FastCGI.Parameters([])) {
        self.init(logger: logger, head: RequestHead(metaVariables), exchange: nil)
    }

    init(logger: Logger, head: RequestHead, exchange: Exchange?) {
        let requestID = head.requestID ?? RequestIdentifier.random()
        var logger = logger
        logger[metadataKey: "hb.request.id"] = .string(requestID)
        self.logger = logger
        self.requestID = requestID
        self.metaVariables = head.parameters
        self.clientAddress = head.remoteAddress
        self.clientPort = head.remotePort
        self.exchange = exchange
    }

    /// True once the web server hung up, so that an expensive step can be skipped.
    public var isAborted: Bool { exchange?.isAborted ?? false }
}
