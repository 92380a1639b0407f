/// How well a text matches what was searched, without case; smaller is better.
enum SearchRank: Int, Comparable {
    case exact
    case prefix
    case inside

    /// Nil when the text does not hold what was searched.
    /// - Parameter searched: in lower case.
    init?(of text: String, searched: String) {
        let text = text.lowercased()
        if text == searched {
            self = .exact
        } else if text.hasPrefix(searched) {
            self = .prefix
        } else if text.contains(searched) {
            self = .inside
        } else {
            return nil
        }
    }

    static func < (left: SearchRank, right: SearchRank) -> Bool { left.rawValue < right.rawValue }
}
