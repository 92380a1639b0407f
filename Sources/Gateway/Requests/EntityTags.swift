/// The entity tags of an `If-None-Match` header (RFC 9110 §13.1.2).
struct EntityTags {
    private let tags: [Substring]
    private let matchesAny: Bool

    init(_ header: String) {
        let entries = header.split(separator: ",").map { $0.drop { $0 == " " } }
        matchesAny = entries.contains { $0.prefix { $0 != " " } == "*" }
        tags = entries.map(Self.opaque)
    }

    /// Weak comparison: `W/"x"` equals `"x"`.
    func matchWeakly(_ tag: String) -> Bool {
        matchesAny || tags.contains(Self.opaque(tag[...]))
    }

    private static func opaque(_ tag: Substring) -> Substring {
        let tag = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
        let end = tag.lastIndex { $0 != " " }
        return end.map { tag[...$0] } ?? ""
    }
}
