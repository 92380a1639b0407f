import Analytics
import Testing

struct ActivitySummaryTests {
    private static let morning = Timestamp(seconds: 1_795_168_800)

    private static func later(_ seconds: Int64) -> Timestamp {
        morning.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond)
    }

    private static func activity(
        events: Int = 900, requests: Int = 0, failed: Int = 0, errors: [Activity.Count] = [],
        slow: [Activity.SlowEndpoint] = [], main: Activity.FailureCluster? = nil
    ) -> Activity {
        var activity = Activity()
        activity.totalEvents = events
        activity.requests.total = requests
        activity.requests.failed = failed
        activity.errorsByType = errors
        activity.totalErrors = errors.map(\.count).reduce(0, +)
        activity.slowByEndpoint = slow
        activity.totalSlow = slow.map(\.count).reduce(0, +)
        activity.mainFailure = main
        return activity
    }

    private static func cluster(_ count: Int, until last: Int64) -> Activity.FailureCluster {
        Activity.FailureCluster(statusCode: 500, count: count, first: morning, last: later(last))
    }

    @Test(
        arguments: [
            (activity(events: 0), 30, nil, "No events in the last 30 days, and none before."),
            (activity(events: 0), 1, morning, "No events in the last day; last seen on 2026-11-20."),
            (activity(events: 1), 7, morning, "1 event in the last 7 days, no requests."),
            (activity(requests: 1), 1, morning, "The only request in the last day succeeded."),
            (activity(requests: 5), 7, morning, "All 5 requests in the last 7 days succeeded."),
            (activity(requests: 5, failed: 2), 7, morning, "2 of 5 requests in the last 7 days failed."),
            (
                activity(requests: 1, failed: 1, main: cluster(1, until: 0)), 7, morning,
                "The only request in the last 7 days failed; with status 500 on 2026-11-20 at 10:00 UTC."
            ),
            (
                activity(requests: 9, failed: 4, main: cluster(3, until: 5_400)), 7, morning,
                "4 of 9 requests in the last 7 days failed; 3 of them with status 500 on 2026-11-20 "
                    + "between 10:00 and 11:30 UTC."
            ),
            (
                activity(requests: 9, failed: 3, main: cluster(3, until: 172_800)), 7, morning,
                "3 of 9 requests in the last 7 days failed; all of them with status 500 between 2026-11-20 "
                    + "and 2026-11-22 (UTC)."
            ),
            (
                activity(errors: [Activity.Count(name: "TypeError", count: 1)]), 7, morning,
                "900 events in the last 7 days, no requests; 1 error (`TypeError`)."
            ),
            (
                activity(
                    requests: 2, errors: [Activity.Count(name: "a", count: 3), Activity.Count(name: "b", count: 2)],
                    slow: [
                        Activity.SlowEndpoint(endpoint: "/api/chat", count: 2, averageMilliseconds: 9),
                        Activity.SlowEndpoint(endpoint: "/api/b", count: 1, averageMilliseconds: 9),
                    ]), 7, morning,
                "All 2 requests in the last 7 days succeeded; 5 errors, most often `a`; 3 slow requests, "
                    + "most often on `/api/chat`."
            ),
        ] as [(Activity, Int, Timestamp?, String)])
    func saysWhatStandsOut(_ activity: Activity, _ days: Int, _ lastSeen: Timestamp?, _ expected: String) {
        #expect(ActivitySummary.sentence(for: activity, days: days, lastSeen: lastSeen) == expected)
    }
}
