import FastCGI
import Synchronization

/// The running server, for routes that report its numbers; empty until it runs.
final class ServerHandle: Sendable {
    private let server = Mutex<FastCGIServer?>(nil)

    func set(_ running: FastCGIServer) {
        server.withLock { $0 = running }
    }

    var statistics: ServerStatistics? {
        server.withLock { $0 }?.statistics
    }
}
