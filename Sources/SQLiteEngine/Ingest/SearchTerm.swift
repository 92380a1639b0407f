/// What a row of the search index stands for.
enum SearchTerm: Equatable {
    /// A distinct id, by its key.
    case distinctID(Int64)
    /// A person's email, by the person's id.
    case email(Int64)
    /// A person's name, by the person's id.
    case name(Int64)

    init?(rowID: Int64) {
        let id = rowID >> 2
        switch rowID & 3 {
        case 0: self = .distinctID(id)
        case 1: self = .email(id)
        case 2: self = .name(id)
        default: return nil
        }
    }

    var rowID: Int64 {
        switch self {
        case .distinctID(let id): id << 2
        case .email(let id): id << 2 | 1
        case .name(let id): id << 2 | 2
        }
    }
}
