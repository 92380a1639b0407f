/// Calls that PostHog counts together.
enum EndpointFamily: String, Sendable, Hashable, CaseIterable {
    case general
    case analytics
    case persons
    case query
    case eventValues = "event_values"
    case remoteConfiguration = "remote_configuration"
    case flagDefinitions = "flag_definitions"
    case flagEvaluation = "flag_evaluation"
    case capture
}
