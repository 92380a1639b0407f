/// Whether groups are searched for a text.
enum GroupForm: Sendable, CaseIterable {
    case all
    case searched

    var condition: String {
        switch self {
        case .all: ""
        case .searched: "and (position(lowerUTF8(properties), {searched}) > 0 or lowerUTF8(key) = {searched})"
        }
    }
}
