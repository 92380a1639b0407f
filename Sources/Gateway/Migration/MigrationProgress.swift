import JSON

/// How far a move to PostHog came with the events, so that it can be resumed.
///
/// How far it came with persons and groups stands in the store, with what was told of each.
struct MigrationProgress: Sendable, Equatable {
    /// Where the events go, `host/project`; another target starts anew.
    let target: String
    /// The place of the last event that PostHog took.
    var place: Int64 = 0
    var sentEvents = 0

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
    }

    var json: JSON {
        ["target": .string(target), "place": .integer(place), "sent_events": .integer(Int64(sentEvents))]
    }
}
