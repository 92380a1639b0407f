internal import Glibc
internal import Logging
internal import Synchronization

/// The workers of a running server and their threads.
///
/// `ServerConfiguration.workers` of them take requests. While handlers wait, up to `waitingWorkers` more threads are
/// started to take their places; those that found nothing to do for a while end again.
final class WorkerPool: Sendable {
    private struct Member {
        let worker: Worker
        let thread: WorkerThread
    }

    private struct State {
        var members: [Member] = []
        var startedCount = 0
        var isEnding = false
        var isShort = false
        /// What the workers did that have left.
        var counters = Worker.Counters()
    }

    /// For how many seconds a worker stands by before it leaves.
    private static let standBySeconds = 30

    let context: ServerContext
    private let places: WorkerPlaces?
    private let state = Mutex(State())

    init(context: ServerContext) {
        self.context = context
        let configuration = context.configuration
        places = configuration.waitingWorkers > 0 ? WorkerPlaces(configuration.workers) : nil
    }

    var workers: [Worker] { state.withLock { $0.members.map(\.worker) } }

    /// What all workers did, those that have left included.
    var counters: Worker.Counters {
        state.withLock { state in
            state.members.reduce(into: state.counters) { $0.add($1.worker.counters) }
        }
    }

    /// Starts the configured workers.
    /// - Throws: `systemCall` when a thread cannot be started.
    func start() throws(FastCGIError) {
        try state.withLock { state throws(FastCGIError) in
            while state.members.count < context.configuration.workers { try add(to: &state) }
        }
    }

    /// Waits until the worker may take requests; false when it is not needed.
    func takePlace() -> Bool {
        places?.take(within: Self.standBySeconds) ?? true
    }

    /// Gives away the place of a worker whose handler waits.
    /// - Returns: false when places are not given away here.
    func givePlace() -> Bool {
        guard let places else { return false }
        if places.give() { grow() }
        return true
    }

    /// Forgets a worker that leaves because it is not needed; called by its own thread at its end.
    func retire(_ worker: Worker) {
        state.withLock { state in
            guard !state.isEnding, let index = state.members.firstIndex(where: { $0.worker === worker }) else { return }
            let member = state.members.remove(at: index)
            state.counters.add(member.worker.counters)
            member.thread.detach()
        }
    }

    /// Lets the workers go, and joins those that do within a second.
    func end() {
        let members = state.withLock { state in
            state.isEnding = true
            return state.members
        }
        context.poller.exit()
        places?.end()
        let limit = ContinuousClock.now.advanced(by: .seconds(1))
        while ContinuousClock.now < limit, members.contains(where: { !$0.worker.hasExited }) {
            var entry = pollfd(fd: context.wake.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, SystemCall.milliseconds(ContinuousClock.now.duration(to: limit)))
            context.wake.clear()
        }
        var stuck = 0
        for member in members {
            if member.worker.hasExited {
                member.thread.join()
            } else {
                member.thread.detach()
                stuck += 1
            }
        }
        if stuck > 0 {
            context.logger.warning(
                "handlers did not return before the drain deadline", metadata: ["workers": "\(stuck)"])
        }
    }

    /// Breaks the cycle of pool and workers, after ``end()``.
    func forgetWorkers() {
        state.withLock { $0.members = [] }
    }

    private func grow() {
        let limit = context.configuration.workers + context.configuration.waitingWorkers
        let problem = state.withLock { state -> FastCGIError? in
            guard !state.isEnding, state.members.count < limit else { return nil }
            do throws(FastCGIError) {
                try add(to: &state)
                state.isShort = false
                return nil
            } catch {
                defer { state.isShort = true }
                return state.isShort ? nil : error
            }
        }
        if let problem {
            context.logger.warning("requests wait for a thread", metadata: ["error": "\(problem)"])
        }
    }

    private func add(to state: inout State) throws(FastCGIError) {
        let worker = Worker(pool: self)
        let thread = try WorkerThread(name: "fcgi-worker-\(state.startedCount)") { worker.run() }
        state.startedCount &+= 1
        state.members.append(Member(worker: worker, thread: thread))
    }
}
