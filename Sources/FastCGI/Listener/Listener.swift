internal import CFastCGI
internal import Glibc
internal import Synchronization

/// A listening socket: opened by us, or inherited.
final class Listener: Sendable {
    private struct State {
        /// nil when closed.
        var descriptor: Int32?
    }

    /// The address that is really listened on: with the port the system chose.
    let address: ListenAddress
    /// The file that is ours to remove; nil for everything but a unix socket that we made.
    private let file: SocketFile?
    private let isInherited: Bool
    private let isInternet: Bool
    private let state: Mutex<State>

    init(descriptor: Int32, address: ListenAddress, file: SocketFile? = nil, isInternet: Bool) {
        self.address = address
        self.file = file
        self.isInternet = isInternet
        if case .inherited = address { isInherited = true } else { isInherited = false }
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        close()
    }

    /// Opens what the configuration names.
    static func open(_ address: ListenAddress, backlog: Int32) throws(FastCGIError) -> Listener {
        switch address {
        case .unix(let path, let mode, let group):
            try openUnix(path: path, mode: mode, group: group, backlog: backlog)
        case .tcp(let host, let port): try openTCP(host: host, port: port, backlog: backlog)
        case .inherited(let descriptor): try openInherited(descriptor)
        }
    }

    enum Accepted {
        case descriptor(Int32)
        /// Nobody is waiting, or the listener is closed.
        case none
        /// The process or the system is out of descriptors or memory.
        case exhausted(errno: Int32)
    }

    /// Takes one connection out of the queue without waiting.
    func accept() -> Accepted {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return .none }
            while true {
                let connection = accept4(descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
                if connection >= 0 {
                    if isInternet { Self.setNoDelay(connection) }
                    return .descriptor(connection)
                }
                switch errno {
                case EINTR, ECONNABORTED, EPROTO: continue
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(errno: errno)
                default: return .none
                }
            }
        }
    }

    /// Calls `body` with the descriptor, unless the listener is closed.
    func withDescriptor<E>(_ body: (Int32) throws(E) -> Void) throws(E) {
        try state.withLock { state throws(E) in
            if let descriptor = state.descriptor { try body(descriptor) }
        }
    }

    /// Whether a connection is waiting to be accepted.
    var hasWaiting: Bool {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return false }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&entry, 1, 0) > 0
        }
    }

    /// Whether the queue dies with this listener. An inherited socket lives on in whoever made it.
    var ownsQueue: Bool { !isInherited }

    /// Removes our socket file, if the path still leads to it, so that new clients go to a successor or fail at once.
    func removeFile() {
        file?.removeIfOurs()
    }

    /// Stops listening.
    func close() {
        removeFile()
        state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            state.descriptor = nil
            if isInherited, descriptor <= 2 {
                // A standard descriptor must not become free for the next file that is opened.
                let null = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
                if null >= 0 {
                    dup2(null, descriptor)
                    Glibc.close(null)
                    return
                }
            }
            Glibc.close(descriptor)
        }
    }

    static func setNoDelay(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }
}
