internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTPCompression
internal import NIOPosix

extension AttemptFailure {
    /// Puts the errors of the HTTP client into PostHog's terms.
    init(_ cause: any Error, timeout: Duration, maximumBytes: Int) {
        switch cause {
        case is CancellationError:
            self.init(error: PostHogError(.cancelled, detail: "the call was cancelled"), wasNeverSent: false)
        case is NIOTooManyBytesError, NIOHTTPDecompression.DecompressionError.limit:
            let detail = "the answer is larger than \(maximumBytes) bytes"
            self.init(error: PostHogError(.tooLarge, detail: detail), wasNeverSent: false)
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
            let detail = "the answer cannot be unpacked: \(Self.words(cause))"
            self.init(error: PostHogError(.malformed, detail: detail), wasNeverSent: false)
        case let error as HTTPClientError where error == .cancelled:
            self.init(error: PostHogError(.cancelled, detail: "the call was cancelled"), wasNeverSent: false)
        case let error as HTTPClientError where Self.connecting.contains(error):
            let detail = "no connection within \(timeout)"
            self.init(error: PostHogError(.unreachable, detail: detail), wasNeverSent: true)
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            self.init(error: PostHogError(.timeout, detail: "no answer within \(timeout)"), wasNeverSent: false)
        case is NIOConnectionError:
            self.init(
                error: PostHogError(.unreachable, detail: "no connection: \(Self.words(cause))"), wasNeverSent: true)
        case let error as IOError where error.errnoCode == Self.connectionRefused:
            self.init(error: PostHogError(.unreachable, detail: "the connection was refused"), wasNeverSent: true)
        default:
            self.init(
                error: PostHogError(.unreachable, detail: "the connection failed: \(Self.words(cause))"),
                wasNeverSent: false)
        }
    }

    private static let connecting: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout,
        .socksHandshakeTimeout,
    ]

    private static func words(_ error: any Error) -> String {
        String(describing: error).shortened(to: 300)
    }
}
