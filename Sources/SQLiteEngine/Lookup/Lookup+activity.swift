import Analytics
import GRDB

extension Lookup {
    func slowRule() throws -> SlowRule {
        try projectSendsSlowRequests() ? .marked : .over(milliseconds: slowThreshold)
    }

    /// Counts in one scan of the person's ranges: several aggregating queries would read them as often.
    func activity(of person: Person, in window: TimeWindow) throws -> Activity {
        var tally = ActivityTally(window: window, rule: try slowRule())
        let select = try database.cachedStatement(
            sql: """
                SELECT timestamp, event, status_code, duration_ms, endpoint, error_type FROM events
                WHERE distinct_key = ? AND timestamp BETWEEN ? AND ?
                """)
        for key in try distinctKeys(of: person) {
            try select.bind(key, at: 1)
            try select.bind(window.start, at: 2)
            try select.bind(window.end, at: 3)
            try select.forEachRow {
                tally.add(
                    ActivityRow(
                        timestamp: select.timestamp(0), event: select.bytes(1),
                        statusCode: select.isNull(2) ? nil : select.int(2),
                        duration: select.isNull(3) ? nil : select.double(3),
                        endpoint: select.isNull(4) ? nil : select.bytes(4),
                        errorType: select.isNull(5) ? nil : select.bytes(5)))
            }
        }
        return tally.result()
    }
}
