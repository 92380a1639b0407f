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
        hash.update(data: [3])
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
        if let notified = flagConfigETag, !notified.isEmpty,
            !Self.bare(notified[...].utf8).elementsEqual(flagSetVersion.utf8)
        {
            return false
        }
        guard let ifNoneMatch else { return false }
        return ifNoneMatch.utf8.split(separator: UInt8(ascii: ",")).contains { tag in
            let bare = Self.bare(tag)
            return bare.elementsEqual("*".utf8) || bare.elementsEqual(value.utf8)
        }
    }

    /// A tag without its mark of weakness, its quotation marks and the suffix of a compression.
    ///
    /// On the way of every 304, so it reads bytes and copies none.
    private static func bare(_ tag: Substring.UTF8View) -> Substring.UTF8View {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var tag = tag.drop(while: isBlank)
        while let last = tag.last, isBlank(last) { tag.removeLast() }
        if tag.starts(with: "W/".utf8) { tag = tag.dropFirst(2) }
        let quotationMark = UInt8(ascii: "\"")
        if tag.first == quotationMark, tag.last == quotationMark, tag.count >= 2 { tag = tag.dropFirst().dropLast() }
        for suffix in suffixes where tag.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) {
            return tag.dropLast(suffix.utf8.count)
        }
        return tag
    }

    /// What web servers add to a tag when they compress what it stands for.
    private static let suffixes = ["-gzip", "-br", "-zstd"]

    /// Two lower-case hexadecimal digits per byte.
    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            for digit in [byte >> 4, byte & 0xF] { digits.append(digit < 10 ? digit + 48 : digit + 87) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
