public import Logging
internal import Synchronization

/// A FastCGI responder: listens, parses with libfcgi, and runs a handler for each request on its own worker threads.
///
/// ```swift
/// FastCGIServer.openStandardDescriptors()
/// FastCGIServer.blockSignals()
/// let server = FastCGIServer(configuration: .init(address: .unix(path: "/run/app.sock")), logger: logger) { exchange in
///     try? exchange.respond(status: 200, reason: "OK", headers: [], body: Array("hello".utf8))
/// }
/// try server.runBlocking()
/// ```
///
/// Idle kept connections and clients that say nothing occupy no worker. Everything a peer can delay has a limit; see
/// ``ServerConfiguration``. libfcgi itself can be crashed by a peer that may connect, so only the web server may.
public final class FastCGIServer: Sendable {
    struct State: Sendable {
        var listener: Listener?
        var wake: EventDescriptor?
        var isStopping = false
        var wasRun = false
        var pool: WorkerPool?
        var final: ServerStatistics?

        /// Whether a run is over, whatever its end.
        var hasEnded: Bool { wasRun && wake == nil }
    }

    let configuration: ServerConfiguration
    let logger: Logger
    let handler: @Sendable (Exchange) async -> Void
    let state = Mutex(State())

    /// Makes a server that listens on nothing yet.
    /// - Parameter handler: runs on a worker's thread, also after it suspended; it may block there.
    public init(
        configuration: ServerConfiguration, logger: Logger, handler: @escaping @Sendable (Exchange) async -> Void
    ) {
        self.configuration = configuration.bounded()
        self.logger = logger
        self.handler = handler
    }

    /// Binds and listens; does nothing when it did already. ``runBlocking()`` calls it.
    /// - Throws: `addressInUse`, `invalidAddress`, `pathTooLong`, `notASocket`, `permissionDenied`, `unknownGroup`,
    ///   `systemCall`; `alreadyRunning` after the server stopped.
    public func bind() throws(FastCGIError) {
        try state.withLock { state throws(FastCGIError) in
            guard !state.hasEnded else { throw FastCGIError(.alreadyRunning, "the server was run already") }
            guard state.listener == nil else { return }
            state.listener = try Listener.open(configuration.address, backlog: configuration.backlog)
        }
    }

    /// The address that is listened on, with the port the system chose; nil before ``bind()``.
    public var boundAddress: ListenAddress? {
        state.withLock { $0.listener?.address }
    }

    /// Begins to drain, from any thread: no connection is accepted any more, running requests go on up to
    /// `drainDeadline`, then the run returns. Before a run, makes it return at once.
    public func stop() {
        state.withLock { state in
            state.isStopping = true
            state.wake?.signal()
        }
    }

    /// What the server has done and is doing. A snapshot: figures of different workers are not of the same instant.
    public var statistics: ServerStatistics {
        state.withLock { state in
            if let final = state.final { return final }
            return state.pool.map { ServerStatistics($0) } ?? ServerStatistics()
        }
    }
}
