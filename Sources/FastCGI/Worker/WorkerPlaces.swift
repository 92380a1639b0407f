internal import Glibc

/// The places at the poller: so many workers wait for requests or run a handler, the others stand by.
///
/// A worker whose handler waits for something else gives its place away and goes on without one when the wait is over,
/// as its request is half done; it needs a place again for its next request.
// @unchecked: every variable is guarded by `lock`.
final class WorkerPlaces: @unchecked Sendable {
    private let lock = ConditionLock()
    private var free: Int
    private var standingBy = 0
    private var isEnded = false

    init(_ count: Int) {
        free = count
    }

    /// Waits for a place; false when none came free within so many seconds.
    func take(within seconds: Int) -> Bool {
        lock.withLock {
            if free == 0, !isEnded {
                var limit = timespec()
                clock_gettime(CLOCK_MONOTONIC, &limit)
                limit.tv_sec += seconds
                standingBy += 1
                while free == 0, !isEnded, lock.wait(until: limit) {}
                standingBy -= 1
            }
            guard free > 0 else { return isEnded }
            free -= 1
            return true
        }
    }

    /// Gives a place back; true when nobody stands by to take it.
    func give() -> Bool {
        lock.withLock {
            free += 1
            lock.signal()
            return free > standingBy
        }
    }

    /// Lets everybody through, from now on.
    func end() {
        lock.withLock {
            isEnded = true
            lock.broadcast()
        }
    }
}
