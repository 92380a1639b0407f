extension JSONParser {
    /// A string, the cursor standing on its opening quotation mark.
    mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        position = bytes.firstIndexNeedingEscape(from: position)
        guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
        if bytes[position] == UInt8(ascii: "\"") {
            let slice = UnsafeBufferPointer(rebasing: bytes[start..<position])
            position += 1
            // Faster than validating, and ASCII needs no repair.
            if slice.isASCII { return String(decoding: slice, as: UTF8.self) }
            return try text(of: slice, in: start..<position)
        }
        return try parseEscapedString(from: start)
    }

    /// The rest of a string that holds at least one escape or a character that is not allowed.
    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        scratch.removeAll(keepingCapacity: true)
        var chunkStart = start
        while true {
            scratch.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[chunkStart..<position]))
            guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                // Every escape gives whole characters, so the text is invalid exactly when its source is.
                return try scratch.withUnsafeBufferPointer { (scratch) throws(JSONError) -> String in
                    try text(of: scratch, in: start..<position)
                }
            case UInt8(ascii: "\\"):
                try parseEscape()
            default:
                throw JSONError(.controlCharacter(bytes[position]), at: position)
            }
            chunkStart = position
            position = bytes.firstIndexNeedingEscape(from: position)
        }
    }

    /// - Parameter range: where the bytes came from.
    private func text(of bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) throws(JSONError) -> String {
        if limits.isLenient { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw invalidUTF8(in: range) }
        return text
    }

    private mutating func parseEscape() throws(JSONError) {
        let start = position
        position += 1
        guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(letter)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): try parseUnicodeEscape()
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    /// The hexadecimal part of `\uXXXX`, with the second half of a surrogate pair when it follows.
    private mutating func parseUnicodeEscape() throws(JSONError) {
        let unit = try parseCodeUnit()
        var scalar = UnicodeScalar(unit)
        if UTF16.isLeadSurrogate(unit), end - position >= 2,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        {
            let retry = position
            position += 2
            let second = try parseCodeUnit()
            if UTF16.isTrailSurrogate(second) {
                scalar = UnicodeScalar(0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(second & 0x3FF))
            } else {
                position = retry
            }
        }
        scratch.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func parseCodeUnit() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
            let digit: UInt8
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[position] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[position] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[position] - UInt8(ascii: "A") + 10
            default: throw JSONError(.invalidEscape, at: position)
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    /// The error for bytes known to be invalid, placed on the first that is.
    private func invalidUTF8(in range: Range<Int>) -> JSONError {
        var decoder = UTF8()
        var iterator = UnsafeBufferPointer(rebasing: bytes[range]).makeIterator()
        var characterStart = range.lowerBound
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): characterStart += UTF8.width(scalar)
            case .error, .emptyInput: return JSONError(.invalidUTF8, at: characterStart)
            }
        }
    }
}
