/// A path that keeps the rules of ``RequestTarget``, in its decoded and in its routed (percent-encoded) form.
///
/// Neither form has an encoded slash or an empty segment (but the last), so the n-th `/` of one is the n-th of the other.
struct TargetPath: Equatable {
    private(set) var decoded: [UInt8]
    private(set) var encoded: [UInt8]

    static let root = TargetPath(decoded: [slash], encoded: [slash])
    private static let slash = UInt8(ascii: "/")

    private init(decoded: [UInt8], encoded: [UInt8]) {
        self.decoded = decoded
        self.encoded = encoded
    }

    /// A path as the client sent it. `name` is the parameter named in errors.
    init(raw: ArraySlice<UInt8>, name: String) throws(RequestRejection) {
        decoded = []
        encoded = []
        decoded.reserveCapacity(raw.count)
        encoded.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            let byte = raw[index]
            if byte == UInt8(ascii: "%") {
                guard let escaped = PercentEncoding.byte(at: index, in: raw) else {
                    throw .invalid("\(name) contains a '%' that is not followed by two hexadecimal digits")
                }
                guard escaped != Self.slash else {
                    throw .invalid("\(name) contains an encoded slash (%2F) in its path")
                }
                append(escaped, escaped: true)
                index += 3
            } else {
                append(byte, escaped: false)
                index += 1
            }
        }
        try check(name)
    }

    /// A path that the web server has decoded already; it is encoded again for routing.
    init(decoded bytes: [UInt8], name: String) throws(RequestRejection) {
        decoded = []
        encoded = []
        for byte in bytes {
            append(byte, escaped: byte != Self.slash && !PercentEncoding.isPathCharacter(byte))
        }
        if decoded.isEmpty { self = .root }
        try check(name)
    }

    private mutating func append(_ byte: UInt8, escaped: Bool) {
        if byte == Self.slash, decoded.last == Self.slash { return }
        decoded.append(byte)
        if byte >= 0x80 || (escaped && !PercentEncoding.isUnreserved(byte)) {
            PercentEncoding.append(byte, to: &encoded)
        } else {
            encoded.append(byte)
        }
    }

    private func check(_ name: String) throws(RequestRejection) {
        guard decoded.first == Self.slash else {
            throw .invalid("\(name) must begin with '/'")
        }
        guard !decoded.contains(0) else {
            throw .invalid("\(name) contains a NUL in its path")
        }
        guard String(validating: decoded, as: UTF8.self) != nil else {
            throw .invalid("\(name) contains a path that is not UTF-8")
        }
        for segment in decoded.split(separator: Self.slash) where segment.count <= 2 {
            guard !segment.allSatisfy({ $0 == UInt8(ascii: ".") }) else {
                throw .invalid("\(name) contains a '.' or '..' segment in its path")
            }
        }
    }

    /// What follows `prefix`, which ends before a `/` or at the end; nil when the path does not begin with it.
    func removing(decodedPrefix prefix: [UInt8]) -> TargetPath? {
        guard decoded.starts(with: prefix) else { return nil }
        if decoded.count == prefix.count { return .root }
        guard decoded[prefix.count] == Self.slash else { return nil }
        let slashes = prefix.count { $0 == Self.slash }
        var seen = 0
        let start = encoded.firstIndex { byte in
            guard byte == Self.slash else { return false }
            seen += 1
            return seen > slashes
        }
        guard let start else { return nil }
        return TargetPath(decoded: Array(decoded[prefix.count...]), encoded: Array(encoded[start...]))
    }

    /// What precedes `suffix`; nil when the path does not end in it.
    func prefix(beforeDecodedSuffix suffix: [UInt8]) -> [UInt8]? {
        guard decoded.count >= suffix.count, decoded.suffix(suffix.count).elementsEqual(suffix) else { return nil }
        return Array(decoded.dropLast(suffix.count))
    }
}
