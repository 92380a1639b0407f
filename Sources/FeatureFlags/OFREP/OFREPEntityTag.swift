import Crypto

/// The strong entity tag of an OFREP bulk answer.
///
/// Equal tags promise equal answers, so a 304 can be given before anything is evaluated.
public struct OFREPEntityTag: Sendable, Hashable, CustomStringConvertible {
    /// Without quotation marks; letters and digits.
    public let value: String

    /// As the `ETag` field carries it.
    public var description: String { "\"\(value)\"" }

    /// Tags everything an answer depends on.
    init(hashing parts: [[UInt8]]) {
        var hash = SHA256()
        // Raised whenever the same flags are answered in another way.
        hash.update(data: [2])
        for part in parts {
            // With their lengths, so that no two lists of parts run together to the same bytes.
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        value = "q" + Self.hexadecimal(hash.finalize().prefix(16))
    }

    /// Tags an answer by its bytes, for flags whose outcomes change as time goes by: saves sending, not evaluating.
    public init(ofAnswer bytes: [UInt8]) {
        value = "a" + Self.hexadecimal(SHA256.hash(data: bytes).prefix(16))
    }

    /// Whether the caller has this answer already.
    ///
    /// Reads `If-None-Match` as a list of strong, weak (`W/`) and unquoted tags, or `*`, and ignores the suffix that
    /// web servers add when they compress (`-gzip`, `-br`, `-zstd`). A notification that names another state of the
    /// flags than ours forces an answer (flag systems §4b, `flagConfigEtag`).
    /// - Parameters:
    ///   - ifNoneMatch: the field; several fields joined by a comma.
    ///   - flagConfigETag: the query parameter of that name.
    ///   - flagSetVersion: ``FlagSet/version``, which notifications carry.
    public func isKnown(ifNoneMatch: String?, flagConfigETag: String? = nil, flagSetVersion: String) -> Bool {
        if let flagConfigETag, !flagConfigETag.isEmpty, Self.bare(flagConfigETag[...]) != flagSetVersion {
            return false
        }
        guard let ifNoneMatch else { return false }
        return ifNoneMatch.split(separator: ",").contains { tag in
            let bare = Self.bare(tag)
            return bare == "*" || bare == value
        }
    }

    /// A tag without its mark of weakness, its quotation marks and the suffix of a compression.
    private static func bare(_ tag: Substring) -> String {
        var tag = String(tag).trimmed[...]
        if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
        if tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count >= 2 { tag = tag.dropFirst().dropLast() }
        for suffix in ["-gzip", "-br", "-zstd"] where tag.hasSuffix(suffix) {
            return String(tag.dropLast(suffix.count))
        }
        return String(tag)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            if byte < 16 { text.append("0") }
            text += String(byte, radix: 16)
        }
    }
}
