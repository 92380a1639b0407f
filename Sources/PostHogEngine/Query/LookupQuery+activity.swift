import Analytics
import JSON

extension LookupQuery {
    /// Counts of the person's events as a whole and by day, endpoint, type of error, failed status and slow endpoint.
    ///
    /// Every event is read once and counted under each of these, so that one scan answers all.
    static func activity(of person: PersonEvents, in window: TimeWindow, slowThreshold: Double) -> LookupQuery {
        var values = person.values
        values["slow_threshold"] = .double(slowThreshold)
        return LookupQuery(.activity(person.scope), values: values, window: window)
    }
}

extension QueryText {
    /// The most names of one kind an activity counts: days, endpoints, types of errors, status codes.
    static let maximumNames = 1_000

    static func activity(of person: PersonScope) -> String {
        func percentile(_ percent: Int) -> String {
            "arrayElement(durations, intDiv(durations_n * \(percent) + 99, 100))"
        }
        return """
            select kind, label, events_n, requests_n, failed_n, errors_n, slow_n, slow_durations_n, slow_duration,
                durations_n, duration_sum, first_at, last_at,
                \(percentile(50)) as p50, \(percentile(95)) as p95, \(percentile(99)) as p99
            from (
                select entry[1] as kind, entry[2] as label, count() as events_n, countIf(is_request) as requests_n,
                    countIf(is_failed) as failed_n, countIf(is_error) as errors_n, countIf(is_slow) as slow_n,
                    countIf(is_slow and duration is not null) as slow_durations_n,
                    sumIf(known_duration, is_slow) as slow_duration,
                    sumIf(known_duration, is_request) as duration_sum,
                    min(moment) as first_at, max(moment) as last_at,
                    arraySort(groupArrayIf(known_duration, is_total and is_request and duration is not null))
                        as durations,
                    length(durations) as durations_n
                from (
                    select entry, entry[1] = 'all' as is_total, moment, duration, ifNull(duration, 0) as known_duration,
                        is_request, is_failed, is_error, is_slow
                    from (
                        select moment, duration, is_request, is_failed, is_slow, error_type is not null as is_error,
                            arrayJoin([
                                ['all', ''], ['day', substring(moment, 1, 10)],
                                ['endpoint', case when is_request then endpoint else null end], ['error', error_type],
                                ['status', case when is_failed then toString(status) else null end],
                                ['slow', case when is_slow then endpoint else null end]
                            ]) as entry
                        from (
                            select moment, endpoint, is_request,
                                \(EventExpression.statusCode("status_number")) as status,
                                \(EventExpression.duration("response_time", "event_duration")) as duration,
                                (is_request and status >= 400) as is_failed,
                                \(EventExpression.isSlow("duration")) as is_slow,
                                case when named_type is null and not has_error_name then null
                                    when named_type is not null then named_type
                                    when exception_type is not null then exception_type else event end as error_type
                            from (
                                select event, \(EventExpression.moment) as moment,
                                    \(EventExpression.endpoint) as endpoint,
                                    \(PropertyPath.statusCode.number) as status_number,
                                    \(PropertyPath.responseTime.number) as response_time,
                                    \(PropertyPath.duration.number) as event_duration,
                                    \(EventExpression.namedErrorType) as named_type,
                                    \(EventExpression.exceptionType) as exception_type,
                                    \(EventExpression.hasErrorName) as has_error_name,
                                    \(EventExpression.isRequest) as is_request
                                from events
                                where \(person.condition) and \(EventExpression.inWindow)
                            )
                        )
                    )
                )
                where entry[2] is not null
                group by kind, label
                order by events_n desc, label asc
                limit \(maximumNames) by kind
                limit \(6 * maximumNames)
            )
            limit \(6 * maximumNames)
            """
    }
}
