extension ServerConfiguration {
    /// The same configuration with every value inside the range the server can work with.
    func bounded() -> ServerConfiguration {
        let shortest = Duration.milliseconds(1)
        let longest = Duration.seconds(86_400)
        var result = self
        result.workers = min(max(workers, 1), 1024)
        result.waitingWorkers = min(max(waitingWorkers, 0), 4096)
        result.backlog = max(backlog, 1)
        result.bodyLimit = min(max(bodyLimit, 0), 1 << 40)
        result.ioTimeout = min(max(ioTimeout, shortest), longest)
        result.requestDeadline = min(max(requestDeadline, shortest), longest)
        result.drainDeadline = min(max(drainDeadline, .zero), longest)
        result.responseBuffer = min(max(responseBuffer, 1024), 1 << 30)
        return result
    }
}
