internal import Synchronization

/// A thread that waits for requests, and the task executor on which their handlers run.
///
/// One long-lived task does all of it: it waits in the poller, reads a request, and awaits the handler. As a handler
/// that does not suspend is then an ordinary call, it costs neither a task nor a change of thread; one that suspends
/// gives the thread back to ``run()``, which runs what comes in for this executor until the handler goes on. Only a
/// request that was cancelled ends the task, as cancellation cannot be taken back; a new one follows.
final class Worker: TaskExecutor {
    struct Counters: Sendable {
        var requests = 0
        var aborted = 0
        var timedOut = 0
        var bodyRejected = 0
        var requestBytes = 0
        var responseBytes = 0

        mutating func add(_ other: Counters) {
            requests += other.requests
            aborted += other.aborted
            timedOut += other.timedOut
            bodyRejected += other.bodyRejected
            requestBytes += other.requestBytes
            responseBytes += other.responseBytes
        }
    }

    /// The request in progress, as the supervisor may see it.
    struct Current: Sendable {
        var connection: Connection
        var schedule: DeadlineSchedule
        var stage = DeadlineSchedule.Stage.running
        /// nil while the parameters are read.
        var exchange: Exchange?
    }

    struct State: Sendable {
        var counters = Counters()
        var current: Current?
        var task: Task<Void, Never>?
        /// The task was cancelled, so it takes no more requests.
        var isTaskSpent = false
        /// The poller said exit, or the worker is not needed any more.
        var isLeaving = false
        /// Whether it may take requests; a worker whose handler waits gives its place to another.
        var hasPlace = false
        /// The thread touches nothing of the server any more.
        var hasExited = false
    }

    let pool: WorkerPool
    let context: ServerContext
    let channel: FCGXChannel
    let jobs = JobQueue()
    let state = Mutex(State())

    init(pool: WorkerPool) {
        self.pool = pool
        context = pool.context
        channel = FCGXChannel(responseBuffer: pool.context.configuration.responseBuffer)
    }

    var hasExited: Bool { state.withLock { $0.hasExited } }
    var counters: Counters { state.withLock { $0.counters } }

    /// Whether it holds a request whose handler waits for something, and another worker has its place.
    var isWaiting: Bool { state.withLock { $0.current != nil && !$0.hasPlace } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !jobs.enqueue(job) { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }

    /// The thread's life: returns after the poller said exit, or when too many workers stand by.
    func run() {
        while !state.withLock({ $0.isLeaving }) {
            jobs.open()
            let task = Task(executorPreference: self) { await self.serve() }
            state.withLock {
                $0.task = task
                $0.isTaskSpent = false
            }
            while let job = jobs.next(beforeWaiting: givePlace) {
                job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
        state.withLock {
            $0.task = nil
            $0.hasExited = true
        }
        context.wake.signal()
        pool.retire(self)
    }

    /// The task's life: one event of the poller after the other.
    private func serve() async {
        refuseJobs()
        while !state.withLock({ $0.isTaskSpent }) {
            guard takePlace() else {
                leave()
                break
            }
            switch context.poller.wait() {
            case .listener: acceptConnections()
            case .connection(let connection, let isHangUp):
                if connection.take() { await serve(connection, isHangUp: isHangUp) }
            case .exit: leave()
            }
        }
        jobs.finish()
    }

    private func leave() {
        state.withLock {
            $0.isLeaving = true
            $0.isTaskSpent = true
        }
    }

    private func takePlace() -> Bool {
        if state.withLock({ $0.hasPlace }) { return true }
        guard pool.takePlace() else { return false }
        state.withLock { $0.hasPlace = true }
        return true
    }

    private func givePlace() {
        guard state.withLock({ $0.hasPlace }), pool.givePlace() else { return }
        state.withLock { $0.hasPlace = false }
    }

    /// From here to the next handler this thread is not available to other jobs: those that are left run elsewhere.
    func refuseJobs() {
        for job in jobs.close() { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }
}
