extension ServerStatistics {
    init(context: ServerContext, workers all: [Worker]) {
        workers = all.count
        workersBusy = context.workersBusy
        workersIdle = max(0, all.count - workersBusy)
        workersBusyMax = context.workersBusyMax
        let counts = context.table.counts
        connectionsOpen = counts.open
        connectionsIdle = counts.idle
        accepted = counts.accepted
        if workersIdle == 0 {
            queueDepth = context.table.countWaiting() + (context.listener.hasWaiting ? 1 : 0)
        }
        for worker in all {
            let counters = worker.counters
            requests += counters.requests
            aborted += counters.aborted
            timedOut += counters.timedOut
            bodyRejected += counters.bodyRejected
            requestBytes += counters.requestBytes
            responseBytes += counters.responseBytes
        }
    }
}
