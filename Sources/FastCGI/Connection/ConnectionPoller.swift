internal import CFastCGI
internal import Glibc

/// The epoll instance that watches the listener and every idle connection.
///
/// There is no thread of its own in front of the workers: each free worker waits here itself, so a request costs no
/// hand-over between threads. EPOLLONESHOT makes one worker the owner of an event until the descriptor is armed
/// again, and the kernel wakes one waiter per event.
final class ConnectionPoller: Sendable {
    enum Event: Equatable {
        case exit
        case listener
        case connection(token: UInt64, isHangUp: Bool)
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

    func arm(listener: Int32) {
        try? control(EPOLL_CTL_MOD, listener, Self.listenerToken, EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    func remove(listener: Int32) {
        try? control(EPOLL_CTL_DEL, listener, Self.listenerToken, 0)
    }

    func add(_ connection: Connection) throws(FastCGIError) {
        try control(EPOLL_CTL_ADD, connection.descriptor, connection.token, Self.oneRequest)
    }

    /// Watches the connection for its next request.
    ///
    /// By number and token, not by object: once it is idle the supervisor may close it. Then this fails, which is
    /// harmless, as nothing of ours can be registered under the number while the server drains.
    func arm(descriptor: Int32, token: UInt64) {
        try? control(EPOLL_CTL_MOD, descriptor, token, Self.oneRequest)
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
                let isHangUp = flags & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
                return .connection(token: token, isHangUp: isHangUp)
            }
        }
    }

    private func control(_ operation: Int32, _ target: Int32, _ token: UInt64, _ events: UInt32) throws(FastCGIError) {
        var event = epoll_event(events: events, data: epoll_data_t(u64: token))
        _ = try SystemCall.check("epoll_ctl failed") { epoll_ctl(descriptor, operation, target, &event) }
    }
}
