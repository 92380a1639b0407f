import Analytics
import JSON

extension LookupQuery {
    /// The most different errors, by type, message and endpoint, that are grouped.
    static let maximumErrors = 10_000

    /// The person's errors by type, message and endpoint, the most frequent ones, each with how many other persons met
    /// one of the same kind.
    static func errors(of person: PersonEvents, in window: TimeWindow) -> LookupQuery {
        LookupQuery("errors", errors(person.condition), values: person.values, window: window)
    }

    /// A message with what varies replaced, as `ErrorFingerprint.normalized` does it.
    ///
    /// The pattern takes the message apart into quotations, words with the apostrophe that may follow, and single
    /// characters.
    private static func normalized(_ text: String) -> String {
        #"""
        arrayStringConcat(arrayMap(part -> multiIf(
            match(part, '^["\'`]'), '"…"',
            match(part, '^[\\p{L}\\p{M}\\p{N}_-]*\\p{N}'), if(endsWith(part, '\''), '#\'', '#'),
            part), extractAll(substringUTF8(\#(text), 1, 1000),
            '"[^"]*(?:"|$)|`[^`]*(?:`|$)|[\\p{L}\\p{M}\\p{N}_-]+\'?|\'[^\']*(?:\'|$)|(?s:.)')))
        """#
    }

    private static let kind = """
        concat(error_type, '\\n', \(normalized("message")), '\\n', \(normalized("endpoint")))
        """

    private static let details = """
        select ifNull(\(EventExpression.errorType), '') as error_type, ifNull(\(EventExpression.errorMessage), '') as message,
            ifNull(\(EventExpression.endpoint), '') as endpoint, \(EventExpression.moment) as moment,
            \(EventExpression.uuid) as uuid_text, person_id
        from events
        """

    /// Other persons are sought among the events whose name says that they are errors, or is that of one of the
    /// person's own: to look into the properties of every event of the project would take too long.
    private static func errors(_ person: String) -> String {
        let own = "from events where \(person) and \(EventExpression.inWindow) and \(EventExpression.isError)"
        return """
            select own.error_type as error_type, own.message as message, own.endpoint as endpoint,
                own.errors_n as errors_n, own.first_at as first_at, own.last_at as last_at, own.newest as newest,
                ifNull(others.persons_n, 0) as persons_n
            from (
                select error_type, message, endpoint, \(kind) as kind, count() as errors_n,
                    min(moment) as first_at, max(moment) as last_at, max(concat(moment, uuid_text)) as newest
                from (
                    \(details)
                    where \(person) and \(EventExpression.inWindow) and \(EventExpression.isError)
                )
                group by error_type, message, endpoint
                order by errors_n desc, last_at desc
                limit \(maximumErrors)
            ) as own
            left join (
                select kind, uniqExact(person_id) as persons_n
                from (
                    select \(kind) as kind, person_id
                    from (
                        \(details)
                        where not (\(person)) and \(EventExpression.inWindow) and \(EventExpression.isError)
                            and (\(EventExpression.hasErrorName) or event in (select event \(own)))
                    )
                )
                group by kind
            ) as others on others.kind = own.kind
            order by errors_n desc, last_at desc
            limit \(maximumErrors)
            """
    }
}
