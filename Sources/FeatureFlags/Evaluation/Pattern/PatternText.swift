/// The text of a search, read scalar by scalar; it is valid UTF-8.
struct PatternText {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The scalar that begins at an offset and its length in bytes; nil at the end.
    func scalar(at offset: Int) -> (value: UInt32, length: Int)? {
        guard offset < bytes.count else { return nil }
        let first = UInt32(bytes[offset])
        if first < 0x80 { return (first, 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard offset + length <= bytes.count else { return (0xFFFD, 1) }
        var value = first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for index in offset + 1..<offset + length { value = value << 6 | UInt32(bytes[index] & 0x3F) }
        return (value, length)
    }

    /// Where the scalar before an offset begins; nil at the start.
    func offset(before offset: Int) -> Int? {
        guard offset > 0 else { return nil }
        var index = offset - 1
        while index > 0, bytes[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }

    func holds(_ boundary: PatternNode.Boundary, at offset: Int) -> Bool {
        switch boundary {
        case .textStart: offset == 0
        case .textEnd: offset == bytes.count
        case .textEndOrLastNewline: offset == bytes.count || (offset == bytes.count - 1 && bytes[offset] == 0x0A)
        case .lineStart: offset == 0 || bytes[offset - 1] == 0x0A
        case .lineEnd: offset == bytes.count || bytes[offset] == 0x0A
        case .word: isWord(before: offset) != isWord(at: offset)
        case .notWord: isWord(before: offset) == isWord(at: offset)
        }
    }

    private static let wordSet: ScalarSet = {
        var set = ScalarSet()
        set.insert(.word)
        return set.completed()
    }()

    private func isWord(at offset: Int) -> Bool {
        guard let scalar = scalar(at: offset) else { return false }
        return Self.wordSet.contains(scalar.value)
    }

    private func isWord(before offset: Int) -> Bool {
        guard let previous = self.offset(before: offset) else { return false }
        return isWord(at: previous)
    }
}
