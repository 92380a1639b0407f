import Analytics
import JSON

extension LookupQuery {
    /// The person's errors by kind, the most frequent ones, each with how many other persons met one of the same kind.
    static func errors(of person: PersonEvents, in window: TimeWindow) -> LookupQuery {
        LookupQuery(.errors(person.scope), values: person.values, window: window)
    }
}

extension QueryText {
    /// The most kinds of errors that are grouped.
    static let maximumErrors = 10_000

    /// A text cut into quotations, words with the apostrophe that may follow, and single characters.
    private static func parts(of text: String) -> String {
        #"""
        extractAll(substringUTF8(\#(text), 1, 1000),
                        '"[^"]*(?:"|$)|`[^`]*(?:`|$)|[\\p{L}\\p{M}\\p{N}_-]+\'?|\'[^\']*(?:\'|$)|(?s:.)')
        """#
    }

    /// What varies among errors of one kind is replaced, as `ErrorFingerprint.normalized` does it.
    private static let normalizedPart = #"""
        case when match(part, '^["\'`]') then '"…"'
                        when match(part, '^[\\p{L}\\p{M}\\p{N}_-]*\\p{N}') and part like '%\'' then '#\''
                        when match(part, '^[\\p{L}\\p{M}\\p{N}_-]*\\p{N}') then '#' else part end
        """#

    /// One row per kind, with message and endpoint of the newest error; events are read once, the person's and others'.
    ///
    /// Others are sought among the events whose name says that they are errors, or is that of one of the person's own:
    /// to look into the properties of every event of the project would take too long.
    static func errors(of person: PersonScope) -> String {
        let own = "\(person.condition) and \(EventExpression.inWindow) and \(EventExpression.isError)"
        return """
            select error_type, argMaxIf(message, place, is_own) as last_message,
                argMaxIf(endpoint, place, is_own) as last_endpoint, countIf(is_own) as errors_n,
                minIf(moment, is_own) as first_at, maxIf(moment, is_own) as last_at, maxIf(place, is_own) as newest,
                uniqExactIf(person_id, not is_own) as persons_n
            from (
                select error_type, message, endpoint, moment, place, is_own, person_id,
                    arrayMap(part -> \(normalizedPart), parts) as kind
                from (
                    select error_type, message, endpoint, moment, moment || uuid_text as place, is_own, person_id,
                        arrayConcat(\(parts(of: "message")), ['\\n'], \(parts(of: "endpoint"))) as parts
                    from (
                        select case when named_type is not null then named_type
                                when exception_type is not null then exception_type else event end as error_type,
                            ifNull(error_message, '') as message, ifNull(error_endpoint, '') as endpoint, moment,
                            uuid_text, is_own, person_id
                        from (
                            select event, \(EventExpression.namedErrorType) as named_type,
                                \(EventExpression.exceptionType) as exception_type,
                                \(EventExpression.errorMessage) as error_message,
                                \(EventExpression.endpoint) as error_endpoint,
                                \(EventExpression.moment) as moment, \(EventExpression.uuid) as uuid_text,
                                (\(person.condition)) as is_own, person_id
                            from events
                            where \(EventExpression.inWindow) and \(EventExpression.isError) and (
                                \(person.condition) or \(EventExpression.hasErrorName)
                                or event in (select event from events where \(own)))
                        )
                    )
                )
            )
            group by error_type, kind
            having errors_n > 0
            order by errors_n desc, last_at desc
            limit \(maximumErrors)
            """
    }
}
