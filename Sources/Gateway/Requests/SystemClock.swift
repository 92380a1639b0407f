public import Analytics
import Foundation

/// The wall clock; a value, so that tests can stand at a fixed moment.
public struct SystemClock: Sendable {
    private let read: @Sendable () -> Timestamp

    public init() {
        read = {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(seconds: Int64(time.tv_sec)).advanced(byMicroseconds: Int64(time.tv_nsec) / 1_000)
        }
    }

    /// A clock that reads from a closure.
    public init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    public var now: Timestamp { read() }
}
