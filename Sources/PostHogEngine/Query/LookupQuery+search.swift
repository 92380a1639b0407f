import Analytics
import JSON

extension LookupQuery {
    /// Which persons have a distinct id, an email or a name that contains the text, the best fitting ones.
    static func search(_ text: String) -> LookupQuery {
        LookupQuery(.searchedPersons, values: ["searched": .string(text.lowercased())])
    }

    /// Persons a search has found: those it fits exactly first, then those that begin with it, then the others; of
    /// equal ones the most recently seen first.
    static func persons(found matches: [SearchedPerson], limit: Int) -> LookupQuery {
        func ids(_ rank: SearchedPerson.Rank) -> JSON {
            .array(matches.filter { $0.rank == rank }.map { .string($0.id.description) })
        }
        return LookupQuery(
            .matchingPersons,
            values: [
                "found": .array(matches.map { .string($0.id.description) }), "exact": ids(.exact),
                "beginning": ids(.beginning), "limit": .integer(Int64(clamping: limit)),
            ])
    }
}

extension QueryText {
    /// The most persons that are ranked; of a text that is found more often, the best fitting ones.
    static let maximumCandidates = 1_000

    /// One row per person, whatever of it matches. `fit` starts with two digits, how well the text fits and which field
    /// it is, the better the smaller; the text that matched follows.
    static let searchedPersonsText = """
        select toString(person_id) as id_text, min(fit) as best_fit
        from (
            select person_id, case when lowered = {searched} then '0'
                    when startsWith(lowered, {searched}) then '1' else '2' end || term[1] || term[2] as fit
            from (
                select person_id, term, lowerUTF8(term[2]) as lowered
                from (
                    select person_id, ['0', distinct_id] as term from person_distinct_ids
                    union all
                    select person_id, arrayJoin([['1', email], ['2', name]]) as term
                    from (
                        select id as person_id, ifNull(\(email), '') as email, ifNull(\(name), '') as name
                        from persons
                    )
                )
            )
            where position(lowered, {searched}) > 0
        )
        group by person_id
        order by best_fit asc, id_text asc
        limit \(maximumCandidates)
        """

    static let matchingPersonsText = """
        select \(personColumns)
        \(personSource { "\($0) in {found}" })
        order by case when p.id in {exact} then 0 when p.id in {beginning} then 1 else 2 end asc, last_seen desc,
            p.created_at asc, person_id asc
        limit {limit}
        """
}
