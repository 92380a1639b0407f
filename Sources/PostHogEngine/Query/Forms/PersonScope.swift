/// How the rows of `events` that are one person's are found.
enum PersonScope: Sendable, CaseIterable {
    /// By the distinct ids it is known to have: ClickHouse keeps events in their order.
    case listedIDs
    /// By all distinct ids that PostHog knows of it.
    case everyID

    var condition: String {
        switch self {
        case .listedIDs: "distinct_id in {person_ids}"
        case .everyID:
            """
            distinct_id in (select distinct_id from person_distinct_ids where person_id in (\
            select person_id from person_distinct_ids where distinct_id = {primary_id}))
            """
        }
    }
}
