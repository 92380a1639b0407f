import Analytics
import JSON

extension LookupQuery {
    /// The most rows PostHog answers with (PostHog API facts §6.2).
    static let maximumRows = 50_000

    /// How many of the person's events match, as the row whose UUID is '', and one page of them.
    /// - Parameter limit: how many events at most, one more than the page holds.
    static func events(
        of person: PersonEvents, in window: TimeWindow, matching filter: EventFilter, slowThreshold: Double,
        after cursor: EventCursor?, limit: Int
    ) -> LookupQuery {
        // Held to the window: a cursor behind its end is no cursor.
        let place = cursor.flatMap { $0.timestamp <= window.end ? $0 : nil }
        var values = person.values
        values["limit"] = .integer(Int64(clamping: limit))
        values["rows"] = .integer(Int64(clamping: limit).addingReportingOverflow(1).partialValue)
        if let place {
            values["place_time"] = .string(place.timestamp.clickHouseText)
            values["place_uuid"] = .string(place.uuid.description)
        }
        if case .named(let name) = filter { values["event"] = .string(name) }
        if filter == .slow { values["slow_threshold"] = .double(slowThreshold) }
        return LookupQuery(
            .events(person.scope, FilterForm(filter), place == nil ? .start : .furtherOn), values: values,
            window: window)
    }

    /// The events that carry a request id, oldest first.
    static func events(requestID: String, of person: PersonEvents?, exactly: Bool, limit: Int) -> LookupQuery {
        var values = person?.values ?? [:]
        values["request_id"] = .string(requestID)
        values["limit"] = .integer(Int64(clamping: limit))
        return LookupQuery(
            .request(
                exactly || !isPlain(requestID) ? .exactly : .byProperty,
                person.map { .person($0.scope) } ?? .anybody),
            values: values)
    }

    /// Whether a text looks the same in JSON, so that a property holds it as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}

extension QueryText {
    /// The columns of an event, in the order ``EventRow`` reads them.
    static let eventColumns = """
        \(EventExpression.uuid) as uuid_text, event as event_name, distinct_id as user_id,
            \(EventExpression.moment) as moment, properties as event_properties
        """

    /// Behind an event, in a list with the newest first.
    static let behindEvent = """
        and (timestamp < toDateTime64({place_time}, 6, 'UTC') or (
                    timestamp = toDateTime64({place_time}, 6, 'UTC') and \(EventExpression.uuid) < {place_uuid}))
        """

    static func events(of person: PersonScope, matching filter: FilterForm, from place: PagePlace) -> String {
        """
        select uuid_text, event_name, user_id, moment, event_properties, matches from (
            select '' as uuid_text, '' as event_name, '' as user_id, '' as moment, '' as event_properties,
                count() as matches
            from events
            where \(person.condition) and \(EventExpression.inWindow) \(filter.condition)
            limit 1
            union all
            select uuid_text, event_name, user_id, moment, event_properties, matches from (
                select \(eventColumns), 0 as matches
                from events
                where \(person.condition) and \(EventExpression.inWindow) \(filter.condition)
                    \(place == .start ? "" : behindEvent)
                order by timestamp desc, \(EventExpression.uuid) desc
                limit {limit}
            ) limit {limit}
        )
        limit {rows}
        """
    }

    static func request(_ match: RequestMatch, of owner: RequestOwner) -> String {
        """
        select \(eventColumns)
        from events
        where \(match.condition) \(owner.condition)
        order by timestamp asc, \(EventExpression.uuid) asc
        limit {limit}
        """
    }
}
