extension UnsafeBufferPointer<UInt8> {
    /// The index of the first quotation mark, backslash or control character at or after `start`, or `count`.
    ///
    /// Strings are most of what is read and written, so eight bytes are looked at in one step.
    func firstIndexNeedingEscape(from start: Int) -> Int {
        guard let base = baseAddress else { return count }
        let raw = UnsafeRawPointer(base)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var position = start
        while count - position >= 8 {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            // For each test, a byte below its bound borrows into its high bit; the first byte that does is a true find.
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let control = (word &- (ones &* 0x20)) & ~word
            let found = (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | control) & highs
            if found != 0 { return position + found.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < count {
            let byte = self[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return position }
            position += 1
        }
        return count
    }

    /// Whether all bytes are ASCII.
    var isASCII: Bool {
        guard let base = baseAddress else { return true }
        let raw = UnsafeRawPointer(base)
        var seen: UInt64 = 0
        var position = 0
        while count - position >= 8 {
            seen |= raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            position += 8
        }
        while position < count {
            seen |= UInt64(self[position])
            position += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}
