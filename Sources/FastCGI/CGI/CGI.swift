internal import Glibc

/// Plain CGI (RFC 3875): the process serves the one request it was started for.
public enum CGI {
    /// Whether the environment is that of a CGI program: a web server sets `GATEWAY_INTERFACE` for every request.
    public static func isRequest(environment: [String: String]) -> Bool {
        environment["GATEWAY_INTERFACE"]?.hasPrefix("CGI/") == true
    }

    /// Serves one request from the environment and standard input, and writes the response to standard output.
    ///
    /// The command line is never looked at: a query without `=` arrives there (RFC 3875 §4.4).
    /// - Parameters:
    ///   - environment: the meta-variables; the whole process environment will do.
    ///   - bodyLimit: largest body in bytes.
    ///   - ioTimeout: how long reading or writing may make no progress.
    ///   - input: descriptor of the body. It counts as ended after CONTENT_LENGTH bytes (RFC 3875 §4.2).
    ///   - output: descriptor of the response.
    /// - Throws: `timedOut`, `peerClosed` or `systemCall` when the response could not be written.
    public static func serveOnce(
        environment: [String: String],
        bodyLimit: Int = 20 * 1024 * 1024,
        ioTimeout: Duration = .seconds(15),
        input: Int32 = 0,
        output: Int32 = 1,
        handler: @Sendable (Exchange) async -> Void
    ) async throws(FastCGIError) {
        // A server that goes away must be an error here, not the end of the process in the middle of an update.
        signal(SIGPIPE, SIG_IGN)
        let pairs = environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let parameters = Parameters(pairs)
        let length: Int = if case .bytes(let count) = ContentLength(parameters) { count } else { 0 }
        let channel = CGIChannel(input: input, output: output, bodyLength: length, timeout: ioTimeout)
        let exchange = Exchange(
            parameters: parameters,
            limits: Exchange.Limits(body: max(0, bodyLimit), response: 64 * 1024, stall: ioTimeout), channel: channel)
        await handler(exchange)
        _ = exchange.finish()
        if let failure = channel.writeFailure { throw failure }
    }
}
