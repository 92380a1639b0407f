import Analytics
import JSON

/// Puts the rows of ``LookupQuery/activity(of:in:slowThreshold:)`` together.
struct ActivityRows {
    private struct Row {
        let kind: String
        let label: String
        let events: Int
        let requests: Int
        let failed: Int
        let errors: Int
        let slow: Int
        let slowDurations: Int
        let slowMilliseconds: Double
        let durations: Int
        let milliseconds: Double
        let first: Timestamp
        let last: Timestamp
        let percentiles: [Double]

        init(_ cells: [JSON]) throws(EventStoreError) {
            var reader = RowReader(cells)
            kind = try reader.text()
            label = try reader.text()
            events = try reader.count()
            requests = try reader.count()
            failed = try reader.count()
            errors = try reader.count()
            slow = try reader.count()
            slowDurations = try reader.count()
            slowMilliseconds = try reader.number()
            durations = try reader.count()
            milliseconds = try reader.number()
            first = try reader.requiredMoment()
            last = try reader.requiredMoment()
            percentiles = [try reader.number(), try reader.number(), try reader.number()]
        }
    }

    private var activity = Activity()
    private var endpoints: [Activity.Count] = []
    private var failures: [Activity.FailureCluster] = []
    private var dayIndex: [String: Int] = [:]

    static func activity(_ rows: [[JSON]], in window: TimeWindow) throws(EventStoreError) -> Activity {
        var result = ActivityRows(window: window)
        for row in rows { result.add(try Row(row)) }
        return result.finished()
    }

    private init(window: TimeWindow) {
        activity.days = window.days.map { Activity.Day(midnight: $0) }
        for (index, day) in activity.days.enumerated() { dayIndex[day.midnight.day] = index }
    }

    private mutating func add(_ row: Row) {
        switch row.kind {
        case "all": addTotal(row)
        case "day":
            guard let index = dayIndex[row.label] else { return }
            activity.days[index].events = row.events
            activity.days[index].requests = row.requests
            activity.days[index].failed = row.failed
            activity.days[index].errors = row.errors
            activity.days[index].slow = row.slow
        case "endpoint": endpoints.append(Activity.Count(name: row.label, count: row.events))
        case "error": activity.errorsByType.append(Activity.Count(name: row.label, count: row.events))
        case "status":
            guard let status = Int(row.label) else { return }
            failures.append(
                Activity.FailureCluster(statusCode: status, count: row.events, first: row.first, last: row.last))
        case "slow":
            activity.slowByEndpoint.append(
                Activity.SlowEndpoint(
                    endpoint: row.label, count: row.events,
                    averageMilliseconds: row.slowMilliseconds / Double(max(1, row.slowDurations))))
        default: break
        }
    }

    private mutating func addTotal(_ row: Row) {
        activity.totalEvents = row.events
        activity.requests.total = row.requests
        activity.requests.failed = row.failed
        activity.totalErrors = row.errors
        activity.totalSlow = row.slow
        if row.durations > 0 { activity.requests.averageMilliseconds = row.milliseconds / Double(row.durations) }
        activity.requests.percentiles = Percentiles(
            sampleCount: row.durations, p50: row.percentiles[0], p95: row.percentiles[1], p99: row.percentiles[2])
    }

    private func finished() -> Activity {
        var activity = activity
        activity.errorsByType.sort { ($1.count, $0.name) < ($0.count, $1.name) }
        activity.slowByEndpoint.sort { ($1.count, $0.endpoint) < ($0.count, $1.endpoint) }
        activity.mostUsedEndpoints = Array(
            endpoints.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(10))
        // Of two equally frequent status codes the higher one: the server's fault weighs more than the caller's.
        activity.mainFailure = failures.max { ($0.count, $0.statusCode) < ($1.count, $1.statusCode) }
        return activity
    }
}
