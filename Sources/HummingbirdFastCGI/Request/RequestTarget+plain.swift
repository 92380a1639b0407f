extension RequestTarget {
    /// Whether `requestURI` can be routed exactly as it is: nothing to decode, merge, escape or refuse, and its path is
    /// byte for byte `documentURI` (if that is given). True for nearly every request, in one pass without allocating.
    static func isPlain(_ requestURI: String, documentURI: String?) -> Bool {
        var requestURI = requestURI
        return requestURI.withUTF8 { bytes in
            guard let pathEnd = plainPathEnd(bytes) else { return false }
            guard var documentURI else { return true }
            return documentURI.withUTF8 { $0.elementsEqual(bytes[..<pathEnd]) }
        }
    }

    /// The index after the path; nil when the bytes need a closer look.
    private static func plainPathEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.first == UInt8(ascii: "/") else { return nil }
        var pathEnd = bytes.endIndex
        var index = bytes.startIndex
        var previous: UInt8 = 0
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "?"):
                pathEnd = index
                return isPlainQuery(bytes[index...]) ? pathEnd : nil
            case 0...0x20, 0x7F..., UInt8(ascii: "#"), UInt8(ascii: "%"):
                return nil
            case UInt8(ascii: "/") where previous == UInt8(ascii: "/"),
                UInt8(ascii: ".") where previous == UInt8(ascii: "/"):
                return nil
            default:
                previous = byte
            }
            index += 1
        }
        return pathEnd
    }

    private static func isPlainQuery(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }
}
