import JSON

extension LookupQuery {
    /// Which of some persons are in a cohort.
    static func members(ofCohort id: Int64, among distinctIDs: [String]) -> LookupQuery {
        LookupQuery(
            .cohortMembers,
            values: [
                "cohort": .integer(id), "distinct_ids": .array(distinctIDs.map(JSON.string)),
                "limit": .integer(Int64(distinctIDs.count)),
            ])
    }
}

extension QueryText {
    static let cohortMembersText = """
        select distinct_id as given_id
        from person_distinct_ids
        where distinct_id in {distinct_ids} and person_id in cohort {cohort}
        limit {limit}
        """
}
