/// Texts one of which a value may equal, without case in all of Unicode.
struct TextSet: Sendable, Hashable {
    private let texts: [[UInt8]]
    /// Filled for long lists, where comparing with every text would be slow.
    private let index: Set<[UInt8]>

    init(_ texts: [String]) {
        self.texts = texts.map(Self.fold)
        index = texts.count > 8 ? Set(self.texts) : []
    }

    func contains(_ text: String) -> Bool {
        let outcome = text.utf8.withContiguousStorageIfAvailable { bytes -> Bool? in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            if index.isEmpty { return texts.contains { Self.equals($0, bytes) } }
            return index.contains(bytes.map(FoldedText.fold))
        }
        if case let outcome?? = outcome { return outcome }
        let folded = Self.fold(text)
        return index.isEmpty ? texts.contains(folded) : index.contains(folded)
    }

    /// Σ becomes ς at the end of a word and σ elsewhere, which `lowercased()` does not know: both count as one letter.
    private static func fold(_ text: String) -> [UInt8] {
        let bytes = Array(text.lowercased().utf8)
        guard bytes.contains(0xCF) else { return bytes }
        var folded = bytes
        for index in bytes.indices.dropLast() where bytes[index] == 0xCF && bytes[index + 1] == 0x82 {
            folded[index + 1] = 0x83
        }
        return folded
    }

    private static func equals(_ folded: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard folded.count == bytes.count else { return false }
        for (left, right) in zip(folded, bytes) where left != FoldedText.fold(right) { return false }
        return true
    }
}
