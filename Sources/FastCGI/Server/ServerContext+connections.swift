internal import Glibc
internal import Logging
internal import Synchronization

extension ServerContext {
    /// Prepares a new connection and lets the poller watch it: it holds no worker before its first byte.
    func admit(_ descriptor: Int32) {
        // Every read and write has its limit before the first byte is parsed.
        var timeout = SystemCall.timeval(configuration.ioTimeout)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else {
            logger.warning("a connection was dropped", metadata: ["error": "\(SystemCall.describe(errno))"])
            close(descriptor)
            return
        }
        let connection = table.insert(descriptor: descriptor, libraryDescriptor: copy)
        do throws(FastCGIError) {
            try poller.add(connection)
        } catch {
            logger.warning("a connection was dropped", metadata: ["error": "\(error)"])
            guard table.take(connection.token) != nil else { return }
            table.remove(connection)
            connection.close()
        }
    }

    func armListener() {
        listener.withDescriptor { poller.arm(listener: $0) }
    }

    /// While draining, the supervisor waits for the last connection.
    func connectionClosed() {
        if isDraining.load(ordering: .acquiring) { wake.signal() }
    }
}
