/// Which of a person's events a lookup asks for.
public enum EventFilter: Sendable, Equatable {
    case all
    case named(String)
    /// Events that count as errors (``HotProperties``).
    case errors
    /// `slow_request` events; in a project without any, requests over the threshold (DESIGN §4.13).
    case slow
}
