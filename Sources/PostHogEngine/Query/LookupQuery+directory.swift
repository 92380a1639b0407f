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
            .seenPersons(includingGroups ? .withGroups : .withoutGroups, cursor == nil ? .start : .furtherOn),
            values: values)
    }

    static func personCount(seenSince moment: Timestamp) -> LookupQuery {
        LookupQuery(.seenPersonCount, values: ["since": .string(moment.clickHouseText)])
    }
}

extension QueryText {
    static let seenPersonCountText = """
        select uniqExact(person_id) as persons_n
        from events
        where timestamp >= toDateTime64({since}, 6, 'UTC')
            and person_id in (select id from persons)
        limit 1
        """

    /// The distinct id of the newest `$identify` event of that while, else the one last seen.
    static func seenPersons(_ inclusion: GroupInclusion, from page: PagePlace) -> String {
        let groups = inclusion == .withGroups ? "argMaxIf(groups_text, place, groups_type = 'Object')" : "''"
        let groupColumns =
            inclusion == .withGroups
            ? ", JSONExtractRaw(properties, '$groups') as groups_text, JSONType(properties, '$groups') as groups_type"
            : ""
        let place =
            page == .furtherOn
            ? """
            where p.created_at > toDateTime64({place_time}, 6, 'UTC') or (
                p.created_at = toDateTime64({place_time}, 6, 'UTC') and toString(p.id) > {place_id})
            """ : ""
        return """
            select toString(p.id) as person_id, seen.user_id as user_id, toString(p.created_at, 'UTC') as created,
                seen.last_at as last_at, p.properties as person_properties, seen.all_groups as all_groups,
                seen.errors_n as errors_n
            from persons as p
            inner join (
                select own_id, case when countIf(is_identify) > 0 then argMaxIf(distinct_id, place, is_identify)
                        else argMax(distinct_id, place) end as user_id,
                    max(moment) as last_at, \(groups) as all_groups, countIf(is_error) as errors_n
                from (
                    select person_id as own_id, distinct_id, \(EventExpression.moment) as moment,
                        \(EventExpression.place) as place, event = '$identify' as is_identify,
                        \(EventExpression.isError) as is_error\(groupColumns)
                    from events
                    where timestamp >= toDateTime64({since}, 6, 'UTC')
                )
                group by own_id
            ) as seen on seen.own_id = p.id
            \(place)
            order by p.created_at asc, toString(p.id) asc
            limit {limit}
            """
    }
}
