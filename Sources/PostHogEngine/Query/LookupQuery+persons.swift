import Analytics
import JSON

extension LookupQuery {
    /// The most persons one email is answered with.
    static let maximumPersonsOfEmail = 20
    /// The most distinct ids of a person that are listed.
    static let maximumListedDistinctIDs = 1_000

    /// The person a distinct id belongs to.
    static func person(distinctID: String) -> LookupQuery {
        LookupQuery("person by distinct id", personByDistinctID, values: ["distinct_id": .string(distinctID)])
    }

    /// The persons several distinct ids belong to.
    static func persons(distinctIDs: [String]) -> LookupQuery {
        LookupQuery(
            "persons by distinct id", personsByDistinctIDs,
            values: [
                "distinct_ids": .array(distinctIDs.map(JSON.string)), "limit": .integer(Int64(distinctIDs.count)),
            ])
    }

    /// The persons with an email, most recently seen first.
    static func persons(email: String) -> LookupQuery {
        LookupQuery(
            "persons by email", personsByEmail,
            values: ["email": .string(email.lowercased()), "limit": .integer(Int64(maximumPersonsOfEmail))])
    }

    /// The person of a distinct id and the persons with an email, in one question.
    static func persons(distinctID: String, email: String) -> LookupQuery {
        LookupQuery(
            "persons by distinct id and email", personsByDistinctIDAndEmail,
            values: [
                "distinct_id": .string(distinctID), "email": .string(email.lowercased()),
                "limit": .integer(Int64(maximumPersonsOfEmail + 1)),
            ])
    }

    /// What is set on the persons of distinct ids.
    static func traits(distinctIDs: [String]) -> LookupQuery {
        LookupQuery(
            "traits", traits,
            values: [
                "distinct_ids": .array(distinctIDs.map(JSON.string)), "limit": .integer(Int64(distinctIDs.count)),
            ])
    }

    /// What is set on the groups with these keys, of whatever type.
    static func groups(keys: [String]) -> LookupQuery {
        LookupQuery(
            "groups", groups, values: ["keys": .array(keys.map(JSON.string)), "limit": .integer(Int64(keys.count * 5))])
    }

    static let email = "coalesce(\(PropertyPath.email.string), \(PropertyPath.posthogEmail.string))"
    static let name = "coalesce(\(PropertyPath.name.string), \(PropertyPath.posthogName.string))"

    /// The columns of a person, in the order ``PersonRow`` reads them.
    static let personColumns = """
        toString(p.id) as person_id, p.properties as person_properties, known.first_seen as first_seen,
            known.last_seen as last_seen, known.identified_at as identified_at, known.identified_id as identified_id,
            known.id_rows as id_rows
        """

    /// Persons with their distinct ids and when each was seen; `chosen` is a condition on `person_id`.
    ///
    /// Moments are texts, so that a distinct id without events has '' whatever a join leaves where nothing fits.
    static func personSource(joining join: String = "", chosen condition: (_ personID: String) -> String) -> String {
        """
        from persons as p
        \(join)
        inner join (
            select d.person_id as person_id,
                minIf(seen.first_at, seen.first_at != '') as first_seen,
                max(ifNull(seen.last_at, '')) as last_seen,
                max(ifNull(seen.identified_at, '')) as identified_at,
                argMax(d.distinct_id, ifNull(seen.identified_at, '')) as identified_id,
                arraySlice(arraySort(groupArray([
                    if(ifNull(seen.first_at, '') = '', '~', seen.first_at), d.distinct_id
                ])), 1, \(maximumListedDistinctIDs)) as id_rows
            from person_distinct_ids as d
            left join (
                select distinct_id,
                    min(\(EventExpression.moment)) as first_at,
                    max(\(EventExpression.moment)) as last_at,
                    maxIf(concat(\(EventExpression.moment), \(EventExpression.uuid)), event = '$identify')
                        as identified_at
                from events
                where distinct_id in (select distinct_id from person_distinct_ids where \(condition("person_id")))
                group by distinct_id
            ) as seen on seen.distinct_id = d.distinct_id
            where \(condition("d.person_id"))
            group by d.person_id
        ) as known on known.person_id = p.id
        where \(condition("p.id"))
        """
    }

    private static let ofDistinctID = "(select person_id from person_distinct_ids where distinct_id = {distinct_id})"
    private static let ofDistinctIDs =
        "(select person_id from person_distinct_ids where distinct_id in {distinct_ids})"
    private static let ofEmail = "(select id from persons where lowerUTF8(\(email)) = {email})"

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
        order by if(p.id in \(ofDistinctID), 0, 1) asc, last_seen desc, person_id asc
        limit {limit}
        """

    private static let traits = """
        select d.distinct_id as user_id, toString(p.created_at, 'UTC') as created, p.properties as person_properties
        from person_distinct_ids as d
        inner join persons as p on p.id = d.person_id
        where d.distinct_id in {distinct_ids} and p.id in \(ofDistinctIDs)
        limit {limit}
        """

    private static let groups = """
        select `index` as type_index, key as group_key, toString(created_at, 'UTC') as created,
            properties as group_properties
        from groups
        where key in {keys}
        limit {limit}
        """
}
