internal import Glibc

/// A mutex with a condition variable, which the standard library's Mutex does not have.
///
/// Whoever waits gives the lock away meanwhile, and may also wake without reason (pthread_cond_wait(3)), so what is
/// waited for is looked at in a loop.
// @unchecked: the pointers never change, and what they lead to is made for use from all threads.
final class ConditionLock: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // A clock that is set must neither end a wait early nor make it last for ever.
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

    func lock() { pthread_mutex_lock(mutex) }
    func unlock() { pthread_mutex_unlock(mutex) }

    func withLock<R>(_ body: () -> R) -> R {
        lock()
        defer { unlock() }
        return body()
    }

    /// Waits, with the lock held before and after, until somebody signals.
    func wait() { pthread_cond_wait(condition, mutex) }

    /// As ``wait()``, up to a time of CLOCK_MONOTONIC; false when that came first.
    func wait(until limit: timespec) -> Bool {
        var limit = limit
        return pthread_cond_timedwait(condition, mutex, &limit) == 0
    }

    /// Wakes one that waits.
    func signal() { pthread_cond_signal(condition) }

    /// Wakes all that wait.
    func broadcast() { pthread_cond_broadcast(condition) }
}
