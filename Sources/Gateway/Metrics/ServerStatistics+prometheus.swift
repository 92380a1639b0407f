import FastCGI

extension ServerStatistics {
    /// The numbers in Prometheus's text format.
    var prometheusText: String {
        let gauges: [(String, Int)] = [
            ("workers", workers), ("workers_busy", workersBusy), ("workers_waiting", workersWaiting),
            ("workers_idle", workersIdle), ("workers_busy_max", workersBusyMax), ("connections_open", connectionsOpen),
            ("connections_idle", connectionsIdle), ("queue_depth", queueDepth),
        ]
        let counters: [(String, Int)] = [
            ("connections_accepted_total", accepted), ("requests_total", requests), ("aborted_total", aborted),
            ("timed_out_total", timedOut), ("bodies_rejected_total", bodyRejected),
            ("request_bytes_total", requestBytes), ("response_bytes_total", responseBytes),
        ]
        return Self.lines(gauges, type: "gauge") + Self.lines(counters, type: "counter")
    }

    private static func lines(_ values: [(name: String, value: Int)], type: String) -> String {
        values.map { "# TYPE gateway_fastcgi_\($0.name) \(type)\ngateway_fastcgi_\($0.name) \($0.value)\n" }.joined()
    }
}
