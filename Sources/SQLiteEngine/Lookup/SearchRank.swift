/// How well a found text fits what was searched, without case; smaller is better.
enum SearchRank: Int, Comparable {
    case exact
    case prefix
    case inside

    /// - Parameters:
    ///   - text: a text that the search has found.
    ///   - searched: in lower case.
    init(of text: String, searched: String) {
        let (text, searched) = (text.lowercased().utf8, searched.utf8)
        guard text.starts(with: searched) else {
            self = .inside
            return
        }
        self = text.count == searched.count ? .exact : .prefix
    }

    static func < (left: SearchRank, right: SearchRank) -> Bool { left.rawValue < right.rawValue }
}
