import Analytics

/// Folds the rows of a person's window into its ``Activity``, in any order of the rows.
struct ActivityTally {
    private struct Slow {
        var durations = 0
        var milliseconds = 0.0
    }

    private struct Failure {
        var count = 0
        var first: Timestamp
        var last: Timestamp
    }

    private static let requestName = Array("api_request".utf8)
    private static let slowName = Array("slow_request".utf8)

    private let rule: SlowRule
    private let firstMidnight: Int64
    private var activity = Activity()
    private var durations: [Double] = []
    private var endpoints = TextTally()
    private var errorTypes = TextTally()
    private var slowEndpoints = TextTally()
    private var slow: [Slow] = []
    /// By status code, which is whatever the events say.
    private var failures: [Int: Failure] = [:]

    init(window: TimeWindow, rule: SlowRule) {
        self.rule = rule
        activity.days = window.days.map { Activity.Day(midnight: $0) }
        firstMidnight = activity.days.first?.midnight.microseconds ?? 0
    }

    /// Adds one event; the texts are read at once and not kept.
    mutating func add(_ row: ActivityRow) {
        let isRequest = row.event.elementsEqual(Self.requestName)
        let isFailed = isRequest && (row.statusCode ?? 0) >= 400
        let isError = row.errorType != nil
        let isSlow =
            switch rule {
            case .marked: row.event.elementsEqual(Self.slowName)
            case .over(let threshold): isRequest && (row.duration ?? 0) > threshold
            }
        activity.totalEvents += 1
        if isRequest { addRequest(row) }
        if isFailed { addFailure(row.statusCode ?? 0, at: row.timestamp) }
        if let type = row.errorType {
            activity.totalErrors += 1
            _ = errorTypes.add(type)
        }
        if isSlow { addSlow(row) }
        let (sinceFirst, overflow) = row.timestamp.microseconds.subtractingReportingOverflow(firstMidnight)
        let day = Int(clamping: sinceFirst / Timestamp.microsecondsPerDay)
        guard !overflow, activity.days.indices.contains(day) else { return }
        activity.days[day].events += 1
        if isRequest { activity.days[day].requests += 1 }
        if isFailed { activity.days[day].failed += 1 }
        if isError { activity.days[day].errors += 1 }
        if isSlow { activity.days[day].slow += 1 }
    }

    /// The counts of all added events.
    func result() -> Activity {
        var activity = activity
        if !durations.isEmpty {
            activity.requests.averageMilliseconds = durations.reduce(0, +) / Double(durations.count)
        }
        activity.requests.percentiles = Percentiles(sorted: durations.sorted())
        activity.errorsByType = errorTypes.mostFrequent()
        activity.mostUsedEndpoints = endpoints.mostFrequent(10)
        activity.slowByEndpoint = slow.indices.map { index in
            Activity.SlowEndpoint(
                endpoint: slowEndpoints.text(index), count: slowEndpoints.counts[index],
                averageMilliseconds: slow[index].milliseconds / Double(max(1, slow[index].durations)))
        }.sorted { ($1.count, $0.endpoint) < ($0.count, $1.endpoint) }
        // Of two equally frequent status codes the higher one: the server's fault weighs more than the caller's.
        activity.mainFailure = failures.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }.map {
            Activity.FailureCluster(
                statusCode: $0.key, count: $0.value.count, first: $0.value.first, last: $0.value.last)
        }
        return activity
    }

    private mutating func addRequest(_ row: ActivityRow) {
        activity.requests.total += 1
        if let duration = row.duration { durations.append(duration) }
        if let endpoint = row.endpoint { _ = endpoints.add(endpoint) }
    }

    private mutating func addFailure(_ status: Int, at moment: Timestamp) {
        activity.requests.failed += 1
        var failure = failures[status] ?? Failure(first: moment, last: moment)
        failure.count += 1
        failure.first = min(failure.first, moment)
        failure.last = max(failure.last, moment)
        failures[status] = failure
    }

    private mutating func addSlow(_ row: ActivityRow) {
        activity.totalSlow += 1
        guard let endpoint = row.endpoint else { return }
        let index = slowEndpoints.add(endpoint)
        if index == slow.count { slow.append(Slow()) }
        guard let duration = row.duration else { return }
        slow[index].durations += 1
        slow[index].milliseconds += duration
    }
}
