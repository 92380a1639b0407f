/// Whose events of a request are asked for.
enum RequestOwner: Sendable, Hashable, CaseIterable {
    case anybody
    case person(PersonScope)

    static var allCases: [RequestOwner] { [.anybody] + PersonScope.allCases.map(RequestOwner.person) }

    var condition: String {
        switch self {
        case .anybody: ""
        case .person(let scope): "and \(scope.condition)"
        }
    }
}
