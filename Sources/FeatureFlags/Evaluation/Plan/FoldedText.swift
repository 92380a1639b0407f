/// Text prepared for comparisons that ignore ASCII case, in time linear in the text searched.
struct FoldedText: Sendable, Hashable {
    /// The bytes with ASCII letters in lower case.
    let bytes: [UInt8]
    /// For every prefix of ``bytes``, the length of its longest proper prefix that is also its suffix
    /// (Knuth, Morris, Pratt).
    private let borders: [Int]

    init(_ text: String) {
        bytes = text.utf8.map(Self.fold)
        var borders = [Int](repeating: 0, count: bytes.count)
        var length = 0
        for index in bytes.indices.dropFirst() {
            while length > 0, bytes[index] != bytes[length] { length = borders[length - 1] }
            if bytes[index] == bytes[length] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    func isContained(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        guard bytes.count <= text.count else { return false }
        var length = 0
        for byte in text {
            let byte = Self.fold(byte)
            while length > 0, byte != bytes[length] { length = borders[length - 1] }
            if byte == bytes[length] { length += 1 }
            if length == bytes.count { return true }
        }
        return false
    }

    func isPrefix(of text: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count <= text.count && zip(bytes, text).allSatisfy { $0 == Self.fold($1) }
    }

    func isSuffix(of text: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count <= text.count && zip(bytes, text[(text.count - bytes.count)...]).allSatisfy { $0 == Self.fold($1) }
    }

    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
