/// What persons are asked for by.
enum PersonChoice: Sendable, CaseIterable {
    case distinctID
    case distinctIDs
    case email
    case distinctIDAndEmail

    var name: String {
        switch self {
        case .distinctID: "person by distinct id"
        case .distinctIDs: "persons by distinct id"
        case .email: "persons by email"
        case .distinctIDAndEmail: "persons by distinct id and email"
        }
    }
}
