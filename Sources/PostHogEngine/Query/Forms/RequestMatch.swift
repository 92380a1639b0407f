/// How events are found by the id of their request.
enum RequestMatch: Sendable, CaseIterable {
    /// By the property itself, which a project may have indexed.
    case byProperty
    /// From the JSON text.
    case exactly

    var condition: String {
        switch self {
        case .byProperty: "(properties.request_id = {request_id} or properties.`$request_id` = {request_id})"
        case .exactly: "\(EventExpression.requestID) = {request_id}"
        }
    }
}
