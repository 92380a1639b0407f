import JSON

extension LookupQuery {
    /// Which persons distinct ids belong to, for those PostHog knows.
    static func personIDs(distinctIDs: [String]) -> LookupQuery {
        LookupQuery(
            .personIDs,
            values: [
                "distinct_ids": .array(distinctIDs.map(JSON.string)), "limit": .integer(Int64(distinctIDs.count)),
            ])
    }
}

extension QueryText {
    static let personIDsText = """
        select distinct_id as given_id, toString(person_id) as person_text
        from person_distinct_ids
        where distinct_id in {distinct_ids}
        limit {limit}
        """
}
