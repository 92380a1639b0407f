import Analytics
import JSON

extension LookupQuery {
    /// The most persons one email is answered with.
    static let maximumPersonsOfEmail = 20
    /// The most distinct ids of a person that are listed.
    static let maximumListedDistinctIDs = 1_000

    /// The person a distinct id belongs to.
    static func person(distinctID: String) -> LookupQuery {
        LookupQuery(.person(.distinctID), values: ["distinct_id": .string(distinctID)])
    }

    /// The persons several distinct ids belong to.
    static func persons(distinctIDs: [String]) -> LookupQuery {
        LookupQuery(.person(.distinctIDs), values: values(of: distinctIDs))
    }

    /// The persons with an email, most recently seen first.
    static func persons(email: String) -> LookupQuery {
        LookupQuery(
            .person(.email),
            values: ["email": .string(email.lowercased()), "limit": .integer(Int64(maximumPersonsOfEmail))])
    }

    /// The person of a distinct id and the persons with an email, in one question.
    static func persons(distinctID: String, email: String) -> LookupQuery {
        LookupQuery(
            .person(.distinctIDAndEmail),
            values: [
                "distinct_id": .string(distinctID), "email": .string(email.lowercased()),
                "limit": .integer(Int64(maximumPersonsOfEmail + 1)),
            ])
    }

    /// What is set on the persons of distinct ids.
    static func traits(distinctIDs: [String]) -> LookupQuery {
        LookupQuery(.traits, values: values(of: distinctIDs))
    }

    /// What is set on the groups with these keys, of whatever type.
    static func groups(keys: [String]) -> LookupQuery {
        LookupQuery(
            .groups, values: ["keys": .array(keys.map(JSON.string)), "limit": .integer(Int64(keys.count * 5))])
    }

    private static func values(of distinctIDs: [String]) -> JSONObject {
        ["distinct_ids": .array(distinctIDs.map(JSON.string)), "limit": .integer(Int64(distinctIDs.count))]
    }
}

extension QueryText {
    static let email = PropertyPath.firstString(.email, .posthogEmail)
    static let name = PropertyPath.firstString(.name, .posthogName)

    /// The columns of a person, in the order ``PersonRow`` reads them.
    static let personColumns = """
        toString(p.id) as person_id, p.properties as person_properties, known.first_seen as first_seen,
            known.last_seen as last_seen, known.identified_at as identified_at, known.identified_id as identified_id,
            known.id_rows as id_rows
        """

    /// Persons with their distinct ids and when each was seen; `chosen` is a condition on a person's id.
    ///
    /// Moments are texts, so that a distinct id without events has '' whatever a join leaves where nothing fits.
    static func personSource(chosen condition: (_ personID: String) -> String) -> String {
        """
        from persons as p
        inner join (
            select person_id, minIf(first_at, first_at != '') as first_seen, max(last_at) as last_seen,
                max(identify_place) as identified_at, argMax(user_id, identify_place) as identified_id,
                arraySlice(arraySort(groupArray(id_row)), 1, \(LookupQuery.maximumListedDistinctIDs)) as id_rows
            from (
                select d.person_id as person_id, d.distinct_id as user_id, ifNull(seen.first_moment, '') as first_at,
                    ifNull(seen.last_moment, '') as last_at, ifNull(seen.identify_moment, '') as identify_place,
                    [case when first_at = '' then '~' else first_at end, user_id] as id_row
                from person_distinct_ids as d
                left join (
                    select user_id, min(moment) as first_moment, max(moment) as last_moment,
                        maxIf(moment || uuid_text, is_identify) as identify_moment
                    from (
                        select distinct_id as user_id, \(EventExpression.moment) as moment,
                            \(EventExpression.uuid) as uuid_text, event = '$identify' as is_identify
                        from events
                        where distinct_id in (
                            select distinct_id from person_distinct_ids where \(condition("person_id")))
                    )
                    group by user_id
                ) as seen on seen.user_id = d.distinct_id
                where \(condition("d.person_id"))
            )
            group by person_id
        ) as known on known.person_id = p.id
        where \(condition("p.id"))
        """
    }

    private static let ofDistinctID = "(select person_id from person_distinct_ids where distinct_id = {distinct_id})"
    private static let ofDistinctIDs =
        "(select person_id from person_distinct_ids where distinct_id in {distinct_ids})"
    private static let ofEmail = "(select id from persons where lowerUTF8(\(email)) = {email})"

    static func person(by choice: PersonChoice) -> String {
        switch choice {
        case .distinctID: personByDistinctID
        case .distinctIDs: personsByDistinctIDs
        case .email: personsByEmail
        case .distinctIDAndEmail: personsByDistinctIDAndEmail
        }
    }

    /// A distinct id whose events have no person profile is in no table of persons; its events still name a person.
    private static let personByDistinctID = """
        select person_id, person_properties, first_seen, last_seen, identified_at, identified_id, id_rows from (
        select \(personColumns)
        \(personSource { "\($0) in \(ofDistinctID)" })
        union all
        select toString(any(person_id)) as person_id, '{}' as person_properties,
            min(\(EventExpression.moment)) as first_seen, max(\(EventExpression.moment)) as last_seen,
            '' as identified_at, '' as identified_id, [['', {distinct_id}]] as id_rows
        from events
        where distinct_id = {distinct_id}
            and distinct_id not in (select distinct_id from person_distinct_ids where distinct_id = {distinct_id})
        having count() > 0
        )
        limit 1
        """

    private static let personsByDistinctIDs = """
        select \(personColumns)
        \(personSource { "\($0) in \(ofDistinctIDs)" })
        order by person_id asc
        limit {limit}
        """

    private static let personsByEmail = """
        select \(personColumns)
        \(personSource { "\($0) in \(ofEmail)" })
        order by last_seen desc, person_id asc
        limit {limit}
        """

    private static let personsByDistinctIDAndEmail = """
        select \(personColumns)
        \(personSource { "(\($0) in \(ofDistinctID) or \($0) in \(ofEmail))" })
        order by case when p.id in \(ofDistinctID) then 0 else 1 end asc, last_seen desc, person_id asc
        limit {limit}
        """

    static let traitsText = """
        select d.distinct_id as user_id, toString(p.created_at, 'UTC') as created, p.properties as person_properties
        from person_distinct_ids as d
        inner join persons as p on p.id = d.person_id
        where d.distinct_id in {distinct_ids} and p.id in \(ofDistinctIDs)
        limit {limit}
        """

    static let groupsText = """
        select `index` as type_index, key as group_key, toString(created_at, 'UTC') as created,
            properties as group_properties
        from groups
        where key in {keys}
        limit {limit}
        """
}
