import Analytics

/// A person a search has found, before it is read whole.
struct SearchCandidate {
    let person: Int64
    let rank: SearchRank
    let field: PersonMatch.Field
    /// What matched; an email or a name in lower case.
    let text: String
    let lastSeen: Timestamp?

    /// What matched, as it was captured.
    func value(of person: Person) -> String {
        switch field {
        case .distinctID: text
        case .email: person.email ?? text
        case .name: person.name ?? text
        }
    }

    /// Best first: exact matches, then beginnings, then the most recently seen (DESIGN §3).
    static func isBetter(_ left: SearchCandidate, _ right: SearchCandidate) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        if left.lastSeen != right.lastSeen {
            guard let leftSeen = left.lastSeen else { return false }
            guard let rightSeen = right.lastSeen else { return true }
            return leftSeen > rightSeen
        }
        return (left.person, left.field.order) < (right.person, right.field.order)
    }
}

extension PersonMatch.Field {
    /// Which field names the match when several fit equally.
    fileprivate var order: Int {
        switch self {
        case .distinctID: 0
        case .email: 1
        case .name: 2
        }
    }
}
