internal import Glibc
internal import Logging
internal import Synchronization

/// The thread that called run: it sleeps until a signal, a stop, or the next deadline of a request.
struct Supervisor {
    let context: ServerContext
    let pool: WorkerPool
    let signals: SignalDescriptor?
    let isStopping: @Sendable () -> Bool

    private static let acceptPause = Duration.milliseconds(100)

    /// From the drain deadline to the end: time for handlers to answer their cancellation, and for the server's own 503.
    private static let hurriedTime = Duration.milliseconds(1500)

    /// Returns when the server is to stop.
    func run() {
        var resumeAcceptAt: ContinuousClock.Instant?
        while !isStopping() {
            let now = ContinuousClock.now
            if let at = resumeAcceptAt, now >= at {
                resumeAcceptAt = nil
                context.armListener()
            }
            if context.isAcceptPaused.exchange(false, ordering: .acquiring) {
                resumeAcceptAt = now.advanced(by: Self.acceptPause)
            }
            // A request that begins after this look is due one requestDeadline later at the earliest.
            var wakeAt = now.advanced(by: context.configuration.requestDeadline)
            if let at = resumeAcceptAt { wakeAt = min(wakeAt, at) }
            for worker in pool.workers {
                if let at = worker.supervise(at: now) { wakeAt = min(wakeAt, at) }
            }
            if wait(until: wakeAt) { return }
        }
    }

    /// Ends accepting, closes idle connections, and waits for the running requests up to the drain deadline; then
    /// cancels them and cuts them off.
    func drain() {
        let begin = ContinuousClock.now
        context.logger.debug("draining", metadata: ["connections": "\(context.table.counts.open)"])
        context.isDraining.store(true, ordering: .releasing)
        stopListening()
        var hurryAt = begin.advanced(by: context.configuration.drainDeadline)
        while true {
            let now = ContinuousClock.now
            closeIdle(at: now)
            let giveUpAt = hurryAt.advanced(by: Self.hurriedTime)
            if context.table.counts.open == 0 || now >= giveUpAt { return }
            var wakeAt = min(now.advanced(by: .milliseconds(50)), giveUpAt)
            for worker in pool.workers {
                // Every time, as a request that waited for a worker may have begun only now.
                if now >= hurryAt { worker.hurry(at: now) }
                if let at = worker.supervise(at: now) { wakeAt = min(wakeAt, at) }
            }
            // A second signal means: now.
            if wait(until: wakeAt) { hurryAt = min(hurryAt, now) }
        }
    }

    /// What waits in the queue of our own socket would be reset with it, so it is taken in first. The queue of an
    /// inherited socket goes to the next process.
    private func stopListening() {
        context.listener.withDescriptor { context.poller.remove(listener: $0) }
        context.listener.removeFile()
        if context.listener.ownsQueue {
            accepting: while true {
                switch context.listener.accept() {
                case .descriptor(let descriptor): _ = context.admit(descriptor)
                case .refused: continue
                case .none, .failed: break accepting
                }
            }
        }
        context.listener.close()
    }

    /// Closes idle connections without a waiting request. One that was accepted just now gets a moment to send one.
    private func closeIdle(at now: ContinuousClock.Instant) {
        context.table.closeIdle { connection in
            switch connection.peek() {
            case .data: false
            case .end: true
            case .nothing: connection.hasServed || now - connection.acceptedAt > .milliseconds(250)
            }
        }
    }

    /// Sleeps; true when a signal asks to stop.
    private func wait(until instant: ContinuousClock.Instant) -> Bool {
        var entries = [
            pollfd(fd: context.wake.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let timeout = SystemCall.milliseconds(ContinuousClock.now.duration(to: instant))
        guard poll(&entries, 2, timeout) > 0 else { return false }
        if entries[0].revents != 0 { context.wake.clear() }
        guard entries[1].revents != 0, let signal = signals?.next() else { return false }
        context.logger.debug("signal received", metadata: ["signal": "\(signal)"])
        return true
    }
}
