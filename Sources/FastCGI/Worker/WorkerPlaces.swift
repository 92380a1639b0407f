internal import Glibc

/// The places at the poller: so many workers wait for requests or run a handler, the others stand by.
///
/// A worker whose handler waits for something else gives its place away and goes on without one when the wait is over,
/// as its request is half done; it needs a place again for its next request.
// @unchecked: every property is guarded by `mutex`. The standard library's Mutex has no condition variable.
final class WorkerPlaces: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var free: Int
    private var standingBy = 0
    private var isEnded = false

    init(_ count: Int) {
        free = count
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // A clock that is set does not make a worker leave early or stay for ever.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Waits for a place; false when none came free within so many seconds.
    func take(within seconds: Int) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if free == 0, !isEnded {
            var limit = timespec()
            clock_gettime(CLOCK_MONOTONIC, &limit)
            limit.tv_sec += seconds
            standingBy += 1
            while free == 0, !isEnded, pthread_cond_timedwait(condition, mutex, &limit) == 0 {}
            standingBy -= 1
        }
        guard free > 0 else { return isEnded }
        free -= 1
        return true
    }

    /// Gives a place back; true when nobody stands by to take it.
    func give() -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        free += 1
        pthread_cond_signal(condition)
        return free > standingBy
    }

    /// Lets everybody through, from now on.
    func end() {
        pthread_mutex_lock(mutex)
        isEnded = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}
