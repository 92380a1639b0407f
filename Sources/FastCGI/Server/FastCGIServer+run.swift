internal import Glibc
internal import Logging
internal import Synchronization

extension FastCGIServer {
    /// Runs until ``stop()``, with `handlesSignals` until SIGTERM, SIGINT, SIGUSR1 or SIGHUP too; drains and returns.
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
        let stopSignals = SignalDescriptor.stopSignals
        let signals = configuration.handlesSignals ? try SignalDescriptor(stopSignals) : nil
        if signals != nil { SignalRelay.begin(stopSignals) }
        defer { SignalRelay.end() }
        let pool = WorkerPool(context: context)
        state.withLock { $0.pool = pool }
        defer { finish(pool) }
        try pool.start()
        let supervisor = Supervisor(context: context, pool: pool, signals: signals) { [self] in
            state.withLock { $0.isStopping }
        }
        try listener.withDescriptor { descriptor throws(FastCGIError) in
            try context.poller.add(listener: descriptor)
        }
        logger.debug(
            "listening", metadata: ["address": "\(listener.address)", "workers": "\(configuration.workers)"])
        supervisor.run()
        supervisor.drain()
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

    private func finish(_ pool: WorkerPool) {
        pool.end()
        pool.context.table.closeIdle { _ in true }
        state.withLock { state in
            state.final = ServerStatistics(pool)
            // Breaks the cycle of the pool, its workers and their tasks, and closes the poller's descriptors.
            state.pool = nil
        }
        pool.forgetWorkers()
        logger.debug("stopped")
    }
}
