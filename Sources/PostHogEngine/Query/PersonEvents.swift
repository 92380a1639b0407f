import Analytics
import JSON

/// Which rows of `events` are a person's, and the values the condition needs.
struct PersonEvents: Sendable {
    let scope: PersonScope
    let values: JSONObject

    /// Of a person with more distinct ids than are listed, by all that PostHog knows.
    init(of person: Person) {
        if person.distinctIDs.count < LookupQuery.maximumListedDistinctIDs {
            scope = .listedIDs
            values = ["person_ids": .array(person.distinctIDs.map(JSON.string))]
        } else {
            scope = .everyID
            values = ["primary_id": .string(person.primaryDistinctID)]
        }
    }
}
