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
    /// Who may connect over TCP; nil for anybody.
    private let webServers: WebServerAddresses?
    private let state: Mutex<State>

    init(
        descriptor: Int32, address: ListenAddress, file: SocketFile? = nil, isInternet: Bool,
        webServers: WebServerAddresses? = nil
    ) {
        self.address = address
        self.webServers = webServers
        self.file = file
        self.isInternet = isInternet
        if case .inherited = address { isInherited = true } else { isInherited = false }
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        close()
    }

    /// Opens what the configuration names.
    static func open(
        _ address: ListenAddress, backlog: Int32, webServers: WebServerAddresses? = .fromEnvironment()
    ) throws(FastCGIError) -> Listener {
        switch address {
        case .unix(let path, let mode, let group):
            try openUnix(path: path, mode: mode, group: group, backlog: backlog)
        case .tcp(let host, let port):
            try openTCP(host: host, port: port, backlog: backlog, webServers: webServers)
        case .inherited(let descriptor): try openInherited(descriptor, webServers: webServers)
        }
    }

    enum Accepted {
        case descriptor(Int32)
        /// A connection came from an address that is no web server's, and was closed.
        case refused
        /// Nobody is waiting, or the listener is closed.
        case none
        /// Out of descriptors or memory, or the socket itself does not work (any more). It is to be left alone for a
        /// moment, as the poller would report it again at once.
        case failed(errno: Int32)
    }

    /// Takes one connection out of the queue without waiting.
    func accept() -> Accepted {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return .none }
            while true {
                var peer = sockaddr_storage()
                let connection = withUnsafeMutableBytes(of: &peer) { bytes in
                    var size = socklen_t(bytes.count)
                    let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
                    return accept4(descriptor, address, &size, Int32(SOCK_CLOEXEC.rawValue))
                }
                if connection >= 0 {
                    guard isInternet else { return .descriptor(connection) }
                    if let webServers, !webServers.contains(peer) {
                        Glibc.close(connection)
                        return .refused
                    }
                    Self.setNoDelay(connection)
                    return .descriptor(connection)
                }
                let number = errno
                switch number {
                case EINTR, ECONNABORTED, EPROTO: continue
                // The others are errors of the network, which Linux passes on from the connection (accept(2)).
                case EAGAIN, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH: return .none
                default: return .failed(errno: number)
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
