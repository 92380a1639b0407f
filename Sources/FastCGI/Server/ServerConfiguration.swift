internal import Glibc

/// What a ``FastCGIServer`` is told: where to listen and which limits hold.
///
/// Values outside their range are moved to the nearest bound when the server is made, never trapped on.
public struct ServerConfiguration: Sendable {
    /// Where the server listens.
    public var address: ListenAddress

    /// Threads that run handlers, 1 to 1024. Default: twice the cores, at least 4.
    ///
    /// Idle kept connections occupy none of them, so the number follows the work: rate × mean time blocked.
    public var workers: Int

    /// How many threads may be added to the workers while handlers wait, 0 to 4096. Default 0.
    ///
    /// For handlers that wait long for another server: a suspended one then keeps its thread, but its place among the
    /// workers goes to a thread that is started for it, or stands by. So `workers` bounds what runs, and this what waits.
    public var waitingWorkers = 0

    /// Length of the accept queue. The kernel caps it at `net.core.somaxconn`.
    public var backlog: Int32 = 1024

    /// Largest request body in bytes; a larger one fails with `bodyTooLarge`. Default 20 MiB.
    public var bodyLimit: Int = 20 * 1024 * 1024

    /// How long one read or write on a connection may make no progress. Default 15 seconds.
    public var ioTimeout: Duration = .seconds(15)

    /// How long a request may take, from the moment its first byte was picked up. Default 30 seconds.
    ///
    /// Then the handler's task is cancelled, and 504 goes out if nothing was sent. A handler that neither suspends
    /// nor uses its exchange keeps its worker until it returns: a thread cannot be taken away from running code.
    public var requestDeadline: Duration = .seconds(30)

    /// How long running requests may go on after ``FastCGIServer/stop()``. Default 10 seconds.
    public var drainDeadline: Duration = .seconds(10)

    /// Bytes of a response (head and body) that are collected and sent with one `write`. Default 64 KiB.
    public var responseBuffer: Int = 64 * 1024

    /// Whether SIGTERM, SIGINT, SIGUSR1 and SIGHUP stop the server.
    ///
    /// Needs ``FastCGIServer/blockSignals()`` at the start of `main`.
    public var handlesSignals: Bool = true

    public init(address: ListenAddress) {
        self.address = address
        self.workers = max(4, 2 * sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}
