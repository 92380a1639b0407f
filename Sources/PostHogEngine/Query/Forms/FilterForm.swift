import Analytics

/// Which of a person's events a page holds; the name of ``named`` is a value.
enum FilterForm: Sendable, CaseIterable {
    case all
    case named
    case errors
    case slow

    init(_ filter: EventFilter) {
        switch filter {
        case .all: self = .all
        case .named: self = .named
        case .errors: self = .errors
        case .slow: self = .slow
        }
    }

    var condition: String {
        switch self {
        case .all: ""
        case .named: "and event = {event}"
        case .errors: "and \(EventExpression.isError)"
        case .slow:
            "and "
                + EventExpression.isSlow(
                    EventExpression.duration(PropertyPath.responseTime.number, PropertyPath.duration.number))
        }
    }
}
