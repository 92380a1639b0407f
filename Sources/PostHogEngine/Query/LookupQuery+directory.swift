import Analytics
import JSON

extension LookupQuery {
    /// The persons seen since a moment, by the time they were created, then by id.
    static func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) -> LookupQuery {
        var values: JSONObject = [
            "since": .string(moment.clickHouseText), "limit": .integer(Int64(clamping: min(limit, maximumRows))),
        ]
        if let cursor {
            values["place_time"] = .string(Timestamp(microseconds: cursor.position).clickHouseText)
            values["place_id"] = .string(cursor.id?.description ?? "")
        }
        return LookupQuery(
            "persons seen", seen(includingGroups: includingGroups, afterPlace: cursor != nil), values: values)
    }

    static func personCount(seenSince moment: Timestamp) -> LookupQuery {
        LookupQuery(
            "count of persons seen",
            """
            select uniqExact(person_id) as persons_n
            from events
            where timestamp >= toDateTime64({since}, 6, 'UTC')
                and person_id in (select id from persons)
            limit 1
            """, values: ["since": .string(moment.clickHouseText)])
    }

    /// The distinct id of the newest `$identify` event of that while, else the one last seen.
    private static func seen(includingGroups: Bool, afterPlace: Bool) -> String {
        let groups =
            includingGroups
            ? """
            argMaxIf(JSONExtractRaw(properties, '$groups'), concat(\(EventExpression.moment), \(EventExpression.uuid)),
                        JSONType(properties, '$groups') = 'Object')
            """ : "''"
        let place =
            afterPlace
            ? """
            where p.created_at > toDateTime64({place_time}, 6, 'UTC') or (
                p.created_at = toDateTime64({place_time}, 6, 'UTC') and toString(p.id) > {place_id})
            """ : ""
        return """
            select toString(p.id) as person_id, seen.user_id as user_id, toString(p.created_at, 'UTC') as created,
                seen.last_at as last_at, p.properties as person_properties, seen.groups_text as groups_text,
                seen.errors_n as errors_n
            from persons as p
            inner join (
                select person_id,
                    if(countIf(event = '$identify') > 0, argMaxIf(distinct_id, concat(\(EventExpression.moment), \
            \(EventExpression.uuid)), event = '$identify'), argMax(distinct_id, concat(\(EventExpression.moment), \
            \(EventExpression.uuid)))) as user_id,
                    max(\(EventExpression.moment)) as last_at,
                    \(groups) as groups_text,
                    countIf(\(EventExpression.isError)) as errors_n
                from events
                where timestamp >= toDateTime64({since}, 6, 'UTC')
                group by person_id
            ) as seen on seen.person_id = p.id
            \(place)
            order by p.created_at asc, toString(p.id) asc
            limit {limit}
            """
    }
}
