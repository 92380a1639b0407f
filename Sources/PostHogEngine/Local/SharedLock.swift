#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A lock that all processes on one data directory share; the system frees it when its holder ends, however that ends.
final class SharedLock: Sendable {
    /// Whoever keeps it holds the lock; gone, the lock is free.
    final class Hold: Sendable {
        private let descriptor: Int32

        init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit {
            close(descriptor)
        }
    }

    private static let firstPauseMilliseconds: Int64 = 5
    private static let longestPauseMilliseconds: Int64 = 80

    let path: String

    init(path: String) {
        self.path = path
    }

    /// Takes the lock when it is free.
    /// - Returns: nil while another holds it, in this process or in another.
    func tryHold() throws(LocalFileError) -> Hold? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFileError("opened", path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK || code == EINTR else { throw LocalFileError("locked", path, code: code) }
            return nil
        }
        return Hold(descriptor: descriptor)
    }

    /// Waits for the lock without keeping a thread.
    /// - Returns: nil when it did not become free in time, or the task was cancelled.
    func hold(within limit: Duration) async throws(LocalFileError) -> Hold? {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: limit)
        var pause = Self.firstPauseMilliseconds
        while true {
            if let hold = try tryHold() { return hold }
            guard clock.now < deadline, !Task.isCancelled else { return nil }
            do {
                try await Task.sleep(for: .milliseconds(pause))
            } catch {
                return nil
            }
            pause = min(pause * 2, Self.longestPauseMilliseconds)
        }
    }
}
