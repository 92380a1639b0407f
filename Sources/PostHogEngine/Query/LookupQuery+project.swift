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
        return LookupQuery(
            "project events",
            projectEvents(
                isNamed: query.event != nil, isOfOne: query.distinctID != nil, afterPlace: place != nil),
            values: values, window: query.window)
    }

    static func event(id: EventID) -> LookupQuery {
        LookupQuery(
            "event",
            """
            select \(columns)
            from events
            where uuid = toUUID({uuid})
            limit 1
            """, values: ["uuid": .string(id.description)])
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
            "project groups", projectGroups(isSearched: query.search != nil, afterPlace: place != nil), values: values)
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
        return LookupQuery("daily counts", dailyCounts(afterPlace: place != nil), values: values, window: window)
    }

    private static func projectEvents(isNamed: Bool, isOfOne: Bool, afterPlace: Bool) -> String {
        let place =
            afterPlace
            ? """
            and (timestamp < toDateTime64({place_time}, 6, 'UTC') or (
                    timestamp = toDateTime64({place_time}, 6, 'UTC') and \(EventExpression.uuid) < {place_uuid}))
            """ : ""
        return """
            select \(columns)
            from events
            where \(EventExpression.inWindow) \(isNamed ? "and event = {event}" : "") \
            \(isOfOne ? "and distinct_id = {distinct_id}" : "") \(place)
            order by timestamp desc, \(EventExpression.uuid) desc
            limit {limit}
            """
    }

    private static func projectGroups(isSearched: Bool, afterPlace: Bool) -> String {
        let search =
            isSearched
            ? "and (position(lowerUTF8(properties), {searched}) > 0 or lowerUTF8(key) = {searched})" : ""
        let place =
            afterPlace
            ? """
            and (created_at < toDateTime64({place_time}, 6, 'UTC') or (
                    created_at = toDateTime64({place_time}, 6, 'UTC') and key > {place_key}))
            """ : ""
        return """
            select key as group_key, toString(created_at, 'UTC') as created, properties as group_properties
            from groups
            where `index` = {type_index} \(search) \(place)
            order by created_at desc, key asc
            limit {limit}
            """
    }

    private static func dailyCounts(afterPlace: Bool) -> String {
        let day = "substring(\(EventExpression.moment), 1, 10)"
        let place =
            afterPlace ? "and (\(day) > {place_day} or (\(day) = {place_day} and event > {place_event}))" : ""
        return """
            select \(day) as day_text, event as event_name, uniqExact(uuid) as events_n
            from events
            where \(EventExpression.inWindow) and JSONExtractString(properties, '$lib') != {library} \(place)
            group by day_text, event_name
            order by day_text asc, event_name asc
            limit {limit}
            """
    }
}
