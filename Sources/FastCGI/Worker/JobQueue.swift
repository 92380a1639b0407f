/// The jobs of one worker's executor, and whether the worker takes any.
///
/// A worker takes jobs while it runs a handler. Between two requests it waits for connections and takes none: a job
/// that comes then (of an actor, or of a task that outlives its request) would lie there until the next request.
// @unchecked: every variable is guarded by `lock`.
final class JobQueue: @unchecked Sendable {
    private let lock = ConditionLock()
    private var jobs: [UnownedJob] = []
    private var isOpen = true
    private var isFinished = false
    private var isWaiting = false

    /// Adds a job; false when the worker takes none now.
    func enqueue(_ job: UnownedJob) -> Bool {
        lock.withLock {
            guard isOpen else { return false }
            jobs.append(job)
            if isWaiting { lock.signal() }
            return true
        }
    }

    /// Waits for the next job; nil once the queue is finished and empty.
    /// - Parameter beforeWaiting: called, without the lock, when there is none yet
    func next(beforeWaiting: () -> Void) -> UnownedJob? {
        lock.lock()
        defer { lock.unlock() }
        if jobs.isEmpty, !isFinished {
            lock.unlock()
            beforeWaiting()
            lock.lock()
        }
        isWaiting = true
        while jobs.isEmpty, !isFinished { lock.wait() }
        isWaiting = false
        return jobs.isEmpty ? nil : jobs.removeFirst()
    }

    /// Takes jobs again.
    func open() {
        lock.withLock {
            isOpen = true
            isFinished = false
        }
    }

    /// Takes no more jobs, and hands out those that are left.
    func close() -> [UnownedJob] {
        lock.withLock {
            isOpen = false
            let rest = jobs
            if !rest.isEmpty { jobs.removeAll() }
            return rest
        }
    }

    /// Makes ``next(beforeWaiting:)`` return nil when nothing is left.
    func finish() {
        lock.withLock {
            isFinished = true
            lock.signal()
        }
    }
}
