import Analytics
import JSON

extension LookupQuery {
    /// The flags that the person's events report, most recently seen first.
    ///
    /// Counted in ClickHouse: every event may carry every flag. What SDKs report, and how often a flag is counted in one
    /// event, is as in `FlagExposureTally`.
    static func flags(of person: PersonEvents, in window: TimeWindow) -> LookupQuery {
        LookupQuery(.flags(person.scope), values: person.values, window: window)
    }
}

extension QueryText {
    static func flags(of person: PersonScope) -> String {
        """
        select report[1] as flag_key, countIf(report[3] = 'call') as calls_n, countIf(report[3] != 'call') as events_n,
            min(moment) as first_at, max(moment) as last_at,
            argMaxIf(report[2], concat(moment, report[3], uuid_text), report[2] not in ('', 'null')) as response,
            argMaxIf(reason, concat(moment, uuid_text), report[3] = 'call') as last_reason,
            argMaxIf(version, concat(moment, uuid_text), report[3] = 'call') as last_version
        from (
            select moment, uuid_text, reason, version, arrayJoin(arrayConcat(
                if(called = '', [], [[called, response, 'call']]),
                arrayMap(
                    name -> [substring(name, 10, length(name)), JSONExtractRaw(event_properties, name), 'also'],
                    arrayFilter(
                        name -> startsWith(name, '$feature/') and name != '$feature/'
                            and name != concat('$feature/', called),
                        JSONExtractKeys(event_properties))))) as report
            from (
                select \(EventExpression.moment) as moment, \(EventExpression.uuid) as uuid_text,
                    properties as event_properties,
                    if(event = '$feature_flag_called', JSONExtractString(properties, '$feature_flag'), '') as called,
                    JSONExtractRaw(properties, '$feature_flag_response') as response,
                    JSONExtractString(properties, '$feature_flag_reason') as reason,
                    JSONExtractRaw(properties, '$feature_flag_version') as version
                from events
                where \(person.condition) and \(EventExpression.inWindow)
                    and (event = '$feature_flag_called' or position(properties, '"$feature/') > 0)
            )
        )
        group by flag_key
        order by last_at desc, flag_key asc
        limit \(FlagExposureTally.maximumFlags)
        """
    }
}
