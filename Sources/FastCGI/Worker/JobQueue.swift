internal import Glibc

/// The jobs of one worker's executor, and whether the worker takes any.
///
/// A worker takes jobs while it runs a handler. Between two requests it waits for connections and takes none: a job
/// that comes then (of an actor, or of a task that outlives its request) would lie there until the next request.
// @unchecked: every property is guarded by `mutex`. The standard library's Mutex has no condition variable.
final class JobQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isOpen = true
    private var isFinished = false
    private var isWaiting = false

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds a job; false when the worker takes none now.
    func enqueue(_ job: UnownedJob) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard isOpen else { return false }
        jobs.append(job)
        if isWaiting { pthread_cond_signal(condition) }
        return true
    }

    /// Waits for the next job; nil once the queue is finished and empty.
    /// - Parameter beforeWaiting: called, without the lock, when there is none yet
    func next(beforeWaiting: () -> Void) -> UnownedJob? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if jobs.isEmpty, !isFinished {
            pthread_mutex_unlock(mutex)
            beforeWaiting()
            pthread_mutex_lock(mutex)
        }
        isWaiting = true
        while jobs.isEmpty, !isFinished {
            pthread_cond_wait(condition, mutex)
        }
        isWaiting = false
        return jobs.isEmpty ? nil : jobs.removeFirst()
    }

    /// Takes jobs again.
    func open() {
        pthread_mutex_lock(mutex)
        isOpen = true
        isFinished = false
        pthread_mutex_unlock(mutex)
    }

    /// Takes no more jobs, and hands out those that are left.
    func close() -> [UnownedJob] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isOpen = false
        let rest = jobs
        if !rest.isEmpty { jobs.removeAll() }
        return rest
    }

    /// Makes ``next()`` return nil when nothing is left.
    func finish() {
        pthread_mutex_lock(mutex)
        isFinished = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }
}
