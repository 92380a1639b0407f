import Analytics
import JSON

/// Which rows of `events` are a person's: a condition and the values it needs.
struct PersonEvents: Sendable {
    let condition: String
    let values: JSONObject

    /// By the distinct ids the person is known to have: ClickHouse keeps events in their order. Of a person with more
    /// than are listed, by all that PostHog knows.
    init(of person: Person) {
        if person.distinctIDs.count < LookupQuery.maximumListedDistinctIDs {
            condition = "distinct_id in {person_ids}"
            values = ["person_ids": .array(person.distinctIDs.map(JSON.string))]
        } else {
            condition = """
                distinct_id in (select distinct_id from person_distinct_ids where person_id in (\
                select person_id from person_distinct_ids where distinct_id = {primary_id}))
                """
            values = ["primary_id": .string(person.primaryDistinctID)]
        }
    }
}
