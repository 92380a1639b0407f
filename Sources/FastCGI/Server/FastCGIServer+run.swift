internal import Glibc
internal import Logging
internal import Synchronization

extension FastCGIServer {
    /// Runs until ``stop()``, or SIGTERM or SIGINT when `handlesSignals` is set; then drains and returns.
    ///
    /// Blocks the calling thread, which becomes the supervisor: it waits for signals and keeps the deadlines. A server
    /// can be run once.
    /// - Throws: the errors of ``bind()``; `alreadyRunning`; `library` or `systemCall` when nothing could be started.
    public func runBlocking() throws(FastCGIError) {
        try FCGXLibrary.initialize()
        try bind()
        let (listener, wake) = try state.withLock { state throws(FastCGIError) in
            guard !state.wasRun, let listener = state.listener else {
                throw FastCGIError(.alreadyRunning, "the server was run already")
            }
            state.wasRun = true
            let wake = try EventDescriptor()
            state.wake = wake
            return (listener, wake)
        }
        defer {
            listener.close()
            state.withLock { $0.wake = nil }
        }
        let context = try ServerContext(
            configuration: configuration, logger: logger, listener: listener, wake: wake, handler: handler)
        let stopSignals = [SIGTERM, SIGINT]
        let signals = configuration.handlesSignals ? try SignalDescriptor(stopSignals) : nil
        if signals != nil { SignalRelay.begin(stopSignals) }
        defer { SignalRelay.end() }
        let workers = (0..<configuration.workers).map { _ in Worker(context: context) }
        state.withLock {
            $0.context = context
            $0.workers = workers
        }
        let threads = try start(workers, context)
        let supervisor = Supervisor(context: context, workers: workers, signals: signals) { [self] in
            state.withLock { $0.isStopping }
        }
        do throws(FastCGIError) {
            try listener.withDescriptor { descriptor throws(FastCGIError) in
                try context.poller.add(listener: descriptor)
            }
            logger.debug("listening", metadata: ["address": "\(listener.address)", "workers": "\(workers.count)"])
            supervisor.run()
        } catch {
            finish(threads, workers, context)
            throw error
        }
        supervisor.drain()
        finish(threads, workers, context)
    }

    /// ``runBlocking()`` on a thread of its own; cancelling the task stops the server.
    public func run() async throws {
        let result: Result<Void, FastCGIError> = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                do throws(FastCGIError) {
                    let thread = try WorkerThread(name: "fcgi-supervisor") { [self] in
                        do throws(FastCGIError) {
                            try runBlocking()
                            continuation.resume(returning: .success(()))
                        } catch {
                            continuation.resume(returning: .failure(error))
                        }
                    }
                    thread.detach()
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            stop()
        }
        try result.get()
    }

    private func start(_ workers: [Worker], _ context: ServerContext) throws(FastCGIError) -> [WorkerThread] {
        var threads: [WorkerThread] = []
        for (index, worker) in workers.enumerated() {
            do throws(FastCGIError) {
                threads.append(try WorkerThread(name: "fcgi-worker-\(index)") { worker.run() })
            } catch {
                finish(threads, Array(workers.prefix(threads.count)), context)
                throw error
            }
        }
        return threads
    }

    /// Lets the workers go, joins those that do, and closes what is left.
    private func finish(_ threads: [WorkerThread], _ workers: [Worker], _ context: ServerContext) {
        context.poller.exit()
        let limit = ContinuousClock.now.advanced(by: .seconds(1))
        while ContinuousClock.now < limit, workers.contains(where: { !$0.hasExited }) {
            var entry = pollfd(fd: context.wake.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, SystemCall.milliseconds(ContinuousClock.now.duration(to: limit)))
            context.wake.clear()
        }
        var stuck = 0
        for (thread, worker) in zip(threads, workers) {
            if worker.hasExited {
                thread.join()
            } else {
                thread.detach()
                stuck += 1
            }
        }
        if stuck > 0 {
            logger.warning("handlers did not return before the drain deadline", metadata: ["workers": "\(stuck)"])
        }
        context.table.closeIdle { _ in true }
        state.withLock { state in
            state.final = ServerStatistics(context: context, workers: state.workers)
            // Breaks the cycle of workers and their tasks, and closes the poller's descriptors.
            state.workers = []
            state.context = nil
        }
        logger.debug("stopped")
    }
}
