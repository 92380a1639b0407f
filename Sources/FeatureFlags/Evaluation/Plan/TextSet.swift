/// Texts one of which a value may equal, without case in all of Unicode.
struct TextSet: Sendable, Hashable {
    private let texts: [[UInt8]]
    /// Filled for long lists, where comparing with every text would be slow.
    private let index: Set<[UInt8]>

    init(_ texts: [String]) {
        self.texts = texts.map { Array($0.lowercased().utf8) }
        index = texts.count > 8 ? Set(self.texts) : []
    }

    func contains(_ text: String) -> Bool {
        let outcome = text.utf8.withContiguousStorageIfAvailable { bytes -> Bool? in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            if index.isEmpty { return texts.contains { Self.equals($0, bytes) } }
            return index.contains(bytes.map(FoldedText.fold))
        }
        if case let outcome?? = outcome { return outcome }
        let folded = Array(text.lowercased().utf8)
        return index.isEmpty ? texts.contains(folded) : index.contains(folded)
    }

    private static func equals(_ folded: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard folded.count == bytes.count else { return false }
        for (left, right) in zip(folded, bytes) where left != FoldedText.fold(right) { return false }
        return true
    }
}
