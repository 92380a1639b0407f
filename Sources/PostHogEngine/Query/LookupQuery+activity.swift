import Analytics
import JSON

extension LookupQuery {
    /// The most names of one kind an activity counts: days, endpoints, types of errors, status codes.
    static let maximumNames = 1_000

    /// Counts of the person's events as a whole and by day, endpoint, type of error, failed status and slow endpoint.
    ///
    /// Every event is read once and counted under each of these, so that one scan answers all.
    static func activity(of person: PersonEvents, in window: TimeWindow, slowThreshold: Double) -> LookupQuery {
        var values = person.values
        values["slow_threshold"] = .double(slowThreshold)
        return LookupQuery("activity", activity(person.condition), values: values, window: window)
    }

    private static func activity(_ person: String) -> String {
        func percentile(_ percent: Int) -> String {
            "arrayElement(durations, intDiv(length(durations) * \(percent) + 99, 100))"
        }
        return """
            select kind, label, events_n, requests_n, failed_n, errors_n, slow_n, slow_durations_n, slow_duration,
                length(durations) as durations_n, duration_sum, first_at, last_at,
                \(percentile(50)) as p50, \(percentile(95)) as p95, \(percentile(99)) as p99
            from (
                select kind, label, count() as events_n, countIf(is_request) as requests_n,
                    countIf(is_failed) as failed_n, countIf(is_error) as errors_n, countIf(is_slow) as slow_n,
                    countIf(is_slow and isNotNull(duration)) as slow_durations_n,
                    sumIf(ifNull(duration, 0), is_slow) as slow_duration,
                    sumIf(ifNull(duration, 0), is_request) as duration_sum,
                    min(moment) as first_at, max(moment) as last_at,
                    arraySort(groupArrayIf(ifNull(duration, 0), kind = 'all' and is_request and isNotNull(duration)))
                        as durations
                from (
                    select kind, moment, duration, is_request, is_failed, is_error, is_slow,
                        multiIf(
                            kind = 'all', '',
                            kind = 'day', substring(moment, 1, 10),
                            kind = 'endpoint', if(is_request, endpoint, null),
                            kind = 'error', error_type,
                            kind = 'status', if(is_failed, toString(status), null),
                            if(is_slow, endpoint, null)) as label
                    from (
                        select arrayJoin(['all', 'day', 'endpoint', 'error', 'status', 'slow']) as kind,
                            moment, endpoint, status, duration, error_type, is_request, is_slow,
                            (is_request and ifNull(status, 0) >= 400) as is_failed,
                            isNotNull(error_type) as is_error
                        from (
                            select \(EventExpression.moment) as moment,
                                \(EventExpression.endpoint) as endpoint,
                                \(EventExpression.statusCode) as status,
                                \(EventExpression.duration) as duration,
                                \(EventExpression.errorType) as error_type,
                                \(EventExpression.isRequest) as is_request,
                                \(EventExpression.isSlow) as is_slow
                            from events
                            where \(person) and \(EventExpression.inWindow)
                        )
                    )
                )
                where isNotNull(label)
                group by kind, label
                order by events_n desc, label asc
                limit \(maximumNames) by kind
                limit \(6 * maximumNames)
            )
            limit \(6 * maximumNames)
            """
    }
}
