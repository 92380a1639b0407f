import JSON

extension LookupQuery {
    /// The most persons that are ranked; of a text that is found more often, the best fitting ones.
    static let maximumCandidates = 1_000

    /// Persons whose distinct id, email or name contains the text: exact matches first, then beginnings, then the most
    /// recently seen.
    static func search(_ text: String, limit: Int) -> LookupQuery {
        LookupQuery(
            "search", search,
            values: ["searched": .string(text.lowercased()), "limit": .integer(Int64(clamping: limit))])
    }

    /// One row per match. `fit` starts with two digits, how well the text fits and which field it is, the better the
    /// smaller; the text that matched follows.
    private static func matches(_ field: Int, _ text: String, id: String, from table: String) -> String {
        """
        select \(id) as person_id, concat(
                multiIf(lowerUTF8(\(text)) = {searched}, '0', startsWith(lowerUTF8(\(text)), {searched}), '1', '2'),
                '\(field)', \(text)) as fit
            from \(table)
            where position(lowerUTF8(\(text)), {searched}) > 0
        """
    }

    private static let candidates = """
        (select person_id, min(fit) as best_fit from (
            \(matches(0, "distinct_id", id: "person_id", from: "person_distinct_ids"))
            union all
            \(matches(1, "ifNull(\(email), '')", id: "id", from: "persons"))
            union all
            \(matches(2, "ifNull(\(name), '')", id: "id", from: "persons"))
        ) group by person_id order by best_fit asc, person_id asc limit \(maximumCandidates))
        """

    private static let search = """
        select \(personColumns), best.best_fit as best_fit
        \(personSource(joining: "inner join \(candidates) as best on best.person_id = p.id") {
            "\($0) in (select person_id from \(candidates))"
        })
        order by substring(best.best_fit, 1, 1) asc, last_seen desc, person_id asc
        limit {limit}
        """
}
