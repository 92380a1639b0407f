internal import Glibc
internal import Synchronization

/// An accepted connection: idle (the poller watches it) or taken (by one worker, or by the supervisor to close it).
///
/// It has two descriptors of one socket. libfcgi gets its own, because it closes what it was given when a peer breaks
/// the protocol; ours stays valid until we close it, so another thread may shut the socket down at any time without
/// hitting a descriptor number that was reused.
// @unchecked: `libraryDescriptor` belongs to whoever has taken the connection, one thread at a time.
final class Connection: @unchecked Sendable {
    let descriptor: Int32
    var libraryDescriptor: Int32
    let acceptedAt = ContinuousClock.now
    private let idle = Atomic(true)
    private let served = Atomic(false)

    init(descriptor: Int32, libraryDescriptor: Int32) {
        self.descriptor = descriptor
        self.libraryDescriptor = libraryDescriptor
    }

    var isIdle: Bool { idle.load(ordering: .acquiring) }

    /// Makes an idle connection the caller's; false when it is somebody else's already.
    func take() -> Bool {
        idle.exchange(false, ordering: .acquiringAndReleasing)
    }

    /// Whether a request was served on it. The supervisor asks this of connections that it has not taken.
    var hasServed: Bool { served.load(ordering: .relaxed) }

    /// Gives it back after a request. From here on it may be taken by another thread at any time.
    func release() {
        served.store(true, ordering: .relaxed)
        idle.store(true, ordering: .releasing)
    }

    /// Closes both descriptors; ours last, so that the poller forgets the socket with it.
    func close() {
        if libraryDescriptor >= 0 { Glibc.close(libraryDescriptor) }
        libraryDescriptor = -1
        Glibc.close(descriptor)
    }

    /// Stops sending, then reads what still comes, so that the peer sees our answer instead of a reset.
    ///
    /// Bounded by `limit` bytes and one second, as closing a socket with unread input makes the peer's read fail.
    func linger(limit: Int) {
        shutdown(descriptor, Int32(SHUT_WR))
        let end = ContinuousClock.now.advanced(by: .seconds(1))
        var left = limit
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 8) { space in
            while left > 0 {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let wait = SystemCall.milliseconds(ContinuousClock.now.duration(to: end))
                guard wait > 0, poll(&entry, 1, wait) > 0 else { return }
                let count = recv(descriptor, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return }
                left -= count
            }
        }
    }

    /// What a look at the input without taking it shows.
    enum Input {
        case data, nothing, end
    }

    func peek() -> Input {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        if count > 0 { return .data }
        return count < 0 && errno == EAGAIN ? .nothing : .end
    }
}
