/// The entity tags of a condition, `If-Match` or `If-None-Match` (RFC 9110 §13.1).
///
/// Reads a list of strong, weak (`W/`) and unquoted tags, or `*`. A web server that compresses makes a tag weak or adds a
/// suffix to it; such a tag names the same version.
struct EntityTags {
    private let tags: [Substring]

    init(_ condition: String) {
        tags = condition.split(separator: ",").map(Self.opaque)
    }

    /// Whether a tag is among them, compared without weakness and suffix.
    /// - Parameter tag: as the `ETag` field carries it.
    func contain(_ tag: String) -> Bool {
        let wanted = Self.opaque(tag[...])
        return contain { $0 == wanted }
    }

    /// Whether `*` or a tag that fits is among them.
    /// - Parameter fits: gets a tag without its mark of weakness, its quotation marks and the suffix of a compression.
    func contain(where fits: (Substring) -> Bool) -> Bool {
        tags.contains { $0 == "*" || fits($0) }
    }

    private static func opaque(_ tag: Substring) -> Substring {
        var tag = tag.drop(while: isBlank)
        while let last = tag.last, isBlank(last) { tag.removeLast() }
        if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
        if tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\"") { tag = tag.dropFirst().dropLast() }
        for suffix in ["-gzip", "-br", "-zstd"] where tag.hasSuffix(suffix) { return tag.dropLast(suffix.count) }
        return tag
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t"
    }
}
