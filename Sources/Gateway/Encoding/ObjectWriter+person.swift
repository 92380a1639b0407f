import Analytics
import JSON

extension JSONWriter.ObjectWriter {
    /// The fields every answer about a user has: `user_id`, `person`, `meta`, and `other_matches` if any.
    mutating func subject(_ subject: PersonLookup.Subject) {
        field("user_id", subject.userID)
        field("person") { json in
            json.object { person in
                person.field("person_id", subject.person.id)
                person.field("user_id", subject.person.primaryDistinctID)
                person.field("email", subject.person.email)
                person.field("name", subject.person.name)
                person.field("distinct_ids", subject.person.distinctIDs)
                person.field("properties", .object(subject.person.properties))
                person.field("first_seen", subject.person.firstSeen)
                person.field("last_seen", subject.person.lastSeen)
            }
        }
        if !subject.otherMatches.isEmpty {
            field("other_matches", array: subject.otherMatches) { json, other in
                json.object { entry in
                    entry.field("user_id", other.primaryDistinctID)
                    entry.field("person_id", other.id)
                    entry.field("last_seen", other.lastSeen)
                }
            }
        }
    }
}

extension JSONWriter {
    mutating func personMatch(_ match: PersonMatch) {
        object { entry in
            entry.field("user_id", match.person.primaryDistinctID)
            entry.field("person_id", match.person.id)
            entry.field("email", match.person.email)
            entry.field("name", match.person.name)
            entry.field("matched_on", match.matchedOn.rawValue)
            entry.field("matched_value", match.matchedValue)
            entry.field("first_seen", match.person.firstSeen)
            entry.field("last_seen", match.person.lastSeen)
        }
    }
}
