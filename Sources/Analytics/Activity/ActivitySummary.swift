/// One sentence that says what stands out in a person's activity, computed from its counts.
public enum ActivitySummary {
    public static func sentence(for activity: Activity, days: Int, lastSeen: Timestamp?) -> String {
        let period = days == 1 ? "the last day" : "the last \(days) days"
        guard activity.totalEvents > 0 else {
            guard let lastSeen else { return "No events in \(period), and none before." }
            return "No events in \(period); last seen on \(lastSeen.day)."
        }
        var parts: [String] = []
        let requests = activity.requests
        if requests.total == 0 {
            parts.append("\(counted(activity.totalEvents, "event")) in \(period), no requests")
        } else if requests.total == 1 {
            parts.append("the only request in \(period) \(requests.failed == 0 ? "succeeded" : "failed")")
            if let cluster = activity.mainFailure { parts.append(describe(cluster, of: requests.failed)) }
        } else if requests.failed == 0 {
            parts.append("all \(counted(requests.total, "request")) in \(period) succeeded")
        } else {
            parts.append("\(requests.failed) of \(counted(requests.total, "request")) in \(period) failed")
            if let cluster = activity.mainFailure { parts.append(describe(cluster, of: requests.failed)) }
        }
        if activity.totalErrors > 0 {
            let main = activity.errorsByType.first
            let detail = main.map { activity.errorsByType.count > 1 ? ", most often `\($0.name)`" : " (`\($0.name)`)" }
            parts.append(counted(activity.totalErrors, "error") + (detail ?? ""))
        }
        if activity.totalSlow > 0 {
            parts.append(
                counted(activity.totalSlow, "slow request")
                    + (activity.slowByEndpoint.first.map { ", most often on `\($0.endpoint)`" } ?? ""))
        }
        return capitalized(parts.joined(separator: "; ")) + "."
    }

    private static func describe(_ cluster: Activity.FailureCluster, of failed: Int) -> String {
        let share = cluster.count == failed ? "all of them " : "\(cluster.count) of them "
        let status = (failed == 1 ? "" : share) + "with status \(cluster.statusCode) "
        let (first, last) = (cluster.first, cluster.last)
        if cluster.count == 1 { return status + "on \(first.day) at \(clock(first)) UTC" }
        return status
            + (first.day == last.day
                ? "on \(first.day) between \(clock(first)) and \(clock(last)) UTC"
                : "between \(first.day) and \(last.day) (UTC)")
    }

    private static func clock(_ moment: Timestamp) -> Substring {
        moment.description.dropFirst(11).prefix(5)
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }

    private static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
