extension ServerStatistics {
    init(_ pool: WorkerPool) {
        let context = pool.context
        let all = pool.workers
        workers = all.count
        workersBusy = context.workersBusy
        workersWaiting = context.configuration.waitingWorkers > 0 ? all.count { $0.isWaiting } : 0
        workersIdle = min(context.configuration.workers, max(0, all.count - workersBusy))
        workersBusyMax = context.workersBusyMax
        let counts = context.table.counts
        connectionsOpen = counts.open
        connectionsIdle = counts.idle
        accepted = counts.accepted
        if workersIdle == 0 {
            queueDepth = context.table.countWaiting() + (context.listener.hasWaiting ? 1 : 0)
        }
        let counters = pool.counters
        requests = counters.requests
        aborted = counters.aborted
        timedOut = counters.timedOut
        bodyRejected = counters.bodyRejected
        requestBytes = counters.requestBytes
        responseBytes = counters.responseBytes
    }
}
