import JSON

/// How far a move to PostHog came, so that it can be resumed.
struct MigrationProgress: Sendable, Equatable {
    /// Where the events go, `host/project`; another target starts anew.
    let target: String
    /// The place of the last event that PostHog took.
    var place: Int64 = 0
    var sentEvents = 0
    var sentPersons = 0
    /// Where the list of persons goes on; nil before the first.
    var personPosition: Int64?
    var personsAreDone = false
    var groupsAreDone = false

    init(target: String) {
        self.target = target
    }

    /// Reads ``json``; nil for anything else.
    init?(json: JSON) {
        guard let target = json["target"]?.stringValue, let place = json["place"]?.int64Value, place >= 0 else {
            return nil
        }
        self.target = target
        self.place = place
        sentEvents = json["sent_events"]?.int64Value.map { Int(clamping: $0) } ?? 0
        sentPersons = json["sent_persons"]?.int64Value.map { Int(clamping: $0) } ?? 0
        personPosition = json["person_position"]?.int64Value
        personsAreDone = json["persons_are_done"]?.boolValue ?? false
        groupsAreDone = json["groups_are_done"]?.boolValue ?? false
    }

    var json: JSON {
        [
            "target": .string(target), "place": .integer(place), "sent_events": .integer(Int64(sentEvents)),
            "sent_persons": .integer(Int64(sentPersons)),
            "person_position": personPosition.map { .integer($0) } ?? .null,
            "persons_are_done": .bool(personsAreDone), "groups_are_done": .bool(groupsAreDone),
        ]
    }
}
