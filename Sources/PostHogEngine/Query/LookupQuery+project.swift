import Analytics
import JSON

extension LookupQuery {
    /// Events of everybody in a window, newest first.
    /// - Parameter limit: how many events at most, one more than the page holds.
    static func events(matching query: ProjectEventQuery, after cursor: EventCursor?, limit: Int) -> LookupQuery {
        // Held to the window: a cursor behind its end is no cursor.
        let place = cursor.flatMap { $0.timestamp <= query.window.end ? $0 : nil }
        var values: JSONObject = ["limit": .integer(Int64(clamping: min(limit, maximumRows)))]
        if let event = query.event { values["event"] = .string(event) }
        if let distinctID = query.distinctID { values["distinct_id"] = .string(distinctID) }
        if let place {
            values["place_time"] = .string(place.timestamp.clickHouseText)
            values["place_uuid"] = .string(place.uuid.description)
        }
        let form = ProjectEventForm(isNamed: query.event != nil, isOfOne: query.distinctID != nil)
        return LookupQuery(
            .projectEvents(form, place == nil ? .start : .furtherOn), values: values, window: query.window)
    }

    static func event(id: EventID) -> LookupQuery {
        LookupQuery(.event, values: ["uuid": .string(id.description)])
    }

    /// Groups of one type, newest first, then by key.
    /// - Parameter limit: how many groups at most, one more than the page holds.
    static func groups(matching query: GroupQuery, after place: GroupCursor?, limit: Int) -> LookupQuery {
        var values: JSONObject = [
            "type_index": .integer(Int64(clamping: query.typeIndex)),
            "limit": .integer(Int64(clamping: min(limit, maximumRows))),
        ]
        if let search = query.search { values["searched"] = .string(search.lowercased()) }
        if let place {
            values["place_time"] = .string(place.createdAt.clickHouseText)
            values["place_key"] = .string(place.key)
        }
        return LookupQuery(
            .projectGroups(query.search == nil ? .all : .searched, place == nil ? .start : .furtherOn), values: values)
    }

    /// How many events there are by UTC day and name, apart from those of one library, in that order.
    ///
    /// Events that are stored twice for a while count once.
    static func dailyCounts(
        in window: TimeWindow, apartFrom library: String, after place: DailyEventCount?, limit: Int
    ) -> LookupQuery {
        var values: JSONObject = [
            "library": .string(library), "limit": .integer(Int64(clamping: min(limit, maximumRows))),
        ]
        if let place {
            values["place_day"] = .string(String(place.day.clickHouseText.prefix(10)))
            values["place_event"] = .string(place.event)
        }
        return LookupQuery(.dailyCounts(place == nil ? .start : .furtherOn), values: values, window: window)
    }
}

extension QueryText {
    static let eventText = """
        select \(eventColumns)
        from events
        where uuid = toUUID({uuid})
        limit 1
        """

    static func projectEvents(_ form: ProjectEventForm, from place: PagePlace) -> String {
        """
        select \(eventColumns)
        from events
        where \(EventExpression.inWindow) \(form.condition) \(place == .start ? "" : behindEvent)
        order by timestamp desc, \(EventExpression.uuid) desc
        limit {limit}
        """
    }

    static func projectGroups(_ form: GroupForm, from place: PagePlace) -> String {
        let behind = """
            and (created_at < toDateTime64({place_time}, 6, 'UTC') or (
                    created_at = toDateTime64({place_time}, 6, 'UTC') and key > {place_key}))
            """
        return """
            select key as group_key, toString(created_at, 'UTC') as created, properties as group_properties
            from groups
            where `index` = {type_index} \(form.condition) \(place == .start ? "" : behind)
            order by created_at desc, key asc
            limit {limit}
            """
    }

    static func dailyCounts(from place: PagePlace) -> String {
        let day = "substring(\(EventExpression.moment), 1, 10)"
        let behind = "and (\(day) > {place_day} or (\(day) = {place_day} and event > {place_event}))"
        return """
            select \(day) as day_text, event as event_name, uniqExact(uuid) as events_n
            from events
            where \(EventExpression.inWindow) and JSONExtractString(properties, '$lib') != {library}
                \(place == .start ? "" : behind)
            group by day_text, event_name
            order by day_text asc, event_name asc
            limit {limit}
            """
    }
}
