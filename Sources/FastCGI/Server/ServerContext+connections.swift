internal import Glibc
internal import Synchronization

extension ServerContext {
    /// Prepares a new connection and lets the poller watch it: it holds no worker before its first byte.
    /// - Returns: false when it had to be dropped for want of descriptors or memory; accepting should pause then.
    func admit(_ descriptor: Int32) -> Bool {
        // Every read and write has its limit before the first byte is parsed.
        var timeout = SystemCall.timeval(configuration.ioTimeout)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else {
            reportShortage(errno)
            close(descriptor)
            return false
        }
        let connection = Connection(descriptor: descriptor, libraryDescriptor: copy)
        table.insert(connection)
        do throws(FastCGIError) {
            try poller.add(connection)
            shortageIsOver()
            return true
        } catch {
            reportShortage(error.systemError ?? 0)
            table.remove(connection)
            if connection.take() { connection.close() }
            return false
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
