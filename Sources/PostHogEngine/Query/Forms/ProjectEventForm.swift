/// What events of a whole project are filtered by.
enum ProjectEventForm: Sendable, CaseIterable {
    case all
    case named
    case ofOne
    case namedOfOne

    init(isNamed: Bool, isOfOne: Bool) {
        switch (isNamed, isOfOne) {
        case (false, false): self = .all
        case (true, false): self = .named
        case (false, true): self = .ofOne
        case (true, true): self = .namedOfOne
        }
    }

    var condition: String {
        switch self {
        case .all: ""
        case .named: "and event = {event}"
        case .ofOne: "and distinct_id = {distinct_id}"
        case .namedOfOne: "and event = {event} and distinct_id = {distinct_id}"
        }
    }
}
