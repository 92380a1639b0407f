internal import CFastCGI
internal import Glibc

/// The epoll instance that watches the listener and every idle connection.
///
/// There is no thread of its own in front of the workers: each free worker waits here itself, so a request costs no
/// hand-over between threads. EPOLLONESHOT makes one worker the owner of an event until the descriptor is armed
/// again, and the kernel wakes one waiter per event.
final class ConnectionPoller: Sendable {
    enum Event {
        case exit
        case listener
        /// Input, or its end, on a connection that was idle.
        case connection(Connection, isHangUp: Bool)
    }

    private static let exitToken: UInt64 = 0
    private static let listenerToken: UInt64 = 1
    private static let oneRequest = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLONESHOT.rawValue

    private let descriptor: Int32
    private let exitEvent: EventDescriptor

    init() throws(FastCGIError) {
        exitEvent = try EventDescriptor()
        descriptor = try SystemCall.check("an epoll instance could not be made") {
            epoll_create1(Int32(EPOLL_CLOEXEC))
        }
        // Level-triggered and never cleared: every worker that comes here after exit() sees it.
        try control(EPOLL_CTL_ADD, exitEvent.descriptor, Self.exitToken, EPOLLIN.rawValue)
    }

    deinit {
        close(descriptor)
    }

    /// Makes every waiting worker, and every one that comes later, see ``Event/exit``.
    func exit() {
        exitEvent.signal()
    }

    func add(listener: Int32) throws(FastCGIError) {
        try control(EPOLL_CTL_ADD, listener, Self.listenerToken, EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    /// Watches the listener again. Fails, which is right, once the supervisor has removed it to drain.
    func arm(listener: Int32) {
        try? control(EPOLL_CTL_MOD, listener, Self.listenerToken, EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    /// Fails only where the listener was never added.
    func remove(listener: Int32) {
        try? control(EPOLL_CTL_DEL, listener, Self.listenerToken, 0)
    }

    func add(_ connection: Connection) throws(FastCGIError) {
        try control(EPOLL_CTL_ADD, connection.descriptor, Self.token(of: connection), Self.oneRequest)
    }

    /// Watches a connection for its next request, after it was given back.
    ///
    /// While the server drains the supervisor may have closed it in between. Then this fails, which is harmless: no
    /// connection can have got its number, as the listener was closed before.
    func arm(_ connection: Connection) {
        try? control(EPOLL_CTL_MOD, connection.descriptor, Self.token(of: connection), Self.oneRequest)
    }

    /// The address of the object, so that an event leads to its connection without a lookup. Never 0 or 1.
    private static func token(of connection: Connection) -> UInt64 {
        UInt64(UInt(bitPattern: Unmanaged.passUnretained(connection).toOpaque()))
    }

    /// The object behind an event. It is alive: EPOLLONESHOT reports a connection once after it was armed, so nobody
    /// but the receiver can free it, except the supervisor, which keeps the objects it closed until all workers left.
    private static func connection(at token: UInt64) -> Connection? {
        UnsafeRawPointer(bitPattern: UInt(token)).map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Waits for the next event, without limit.
    func wait() -> Event {
        var event = epoll_event()
        while true {
            let count = epoll_wait(descriptor, &event, 1, -1)
            if count < 0, errno != EINTR { return .exit }
            guard count == 1 else { continue }
            let flags = event.events
            switch event.data.u64 {
            case Self.exitToken: return .exit
            case Self.listenerToken: return .listener
            case let token:
                guard let connection = Self.connection(at: token) else { continue }
                let isHangUp = flags & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
                return .connection(connection, isHangUp: isHangUp)
            }
        }
    }

    private func control(_ operation: Int32, _ target: Int32, _ token: UInt64, _ events: UInt32) throws(FastCGIError) {
        var event = epoll_event(events: events, data: epoll_data_t(u64: token))
        _ = try SystemCall.check("epoll_ctl failed") { epoll_ctl(descriptor, operation, target, &event) }
    }
}
