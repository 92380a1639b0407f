/// Finds flags by key, faster than a dictionary of strings, whose hash is made to withstand hostile keys: these keys are
/// the team's own.
struct FlagKeyIndex: Sendable {
    /// At most half of the slots are taken, so that every search meets a free one; negative ones are free.
    private var slots: [Int32]
    /// The keys one after the other.
    private var text: [UInt8] = []
    private var ranges: [PlaceRange] = []

    /// - Parameter keys: the first of equal ones is found, equal meaning byte by byte.
    init(_ keys: [String]) {
        var size = 2
        while size < keys.count * 2 { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
        for (place, key) in keys.enumerated() {
            let start = text.count
            text += Array(key.utf8)
            ranges.append(PlaceRange(start..<text.count))
            let slot = BucketHash.withBytes(of: key) { self.slot($0) }
            if slots[slot] < 0 { slots[slot] = Int32(truncatingIfNeeded: place) }
        }
    }

    subscript(key: String) -> Int? {
        let place = BucketHash.withBytes(of: key) { slots[slot($0)] }
        return place < 0 ? nil : Int(place)
    }

    /// Where a key is, or would be.
    private func slot(_ key: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = Self.hash(key)
        while true {
            slot &= slots.count - 1
            let place = slots[slot]
            if place < 0 || isEqual(key, ranges[Int(place)].places) { return slot }
            slot += 1
        }
    }

    private func isEqual(_ key: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard key.count == range.count else { return false }
        return text.withUnsafeBytes { text in
            let known = UnsafeRawBufferPointer(rebasing: text[range])
            let key = UnsafeRawBufferPointer(key)
            return Self.places(key).allSatisfy { Self.word(key, at: $0) == Self.word(known, at: $0) }
        }
    }

    /// Eight bytes at a time, each time spread over all bits by a multiplication.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let bytes = UnsafeRawBufferPointer(bytes)
        var hash = UInt64(truncatingIfNeeded: bytes.count)
        for place in places(bytes) {
            let product = (hash ^ word(bytes, at: place)).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
        }
        return Int(truncatingIfNeeded: hash & 0xFFFF_FFFF)
    }

    /// Where each eight bytes start, the last of which may be fewer.
    private static func places(_ bytes: UnsafeRawBufferPointer) -> StrideTo<Int> {
        stride(from: 0, to: bytes.count, by: 8)
    }

    /// The eight bytes from a place on. The last of them may be some that came before, and of fewer than eight in all
    /// some are there twice, which is quicker than going through them one by one.
    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, at place: Int) -> UInt64 {
        let count = bytes.count
        if count >= 8 { return bytes.loadUnaligned(fromByteOffset: min(place, count - 8), as: UInt64.self) }
        if count >= 4 {
            let last = bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            return UInt64(bytes.loadUnaligned(as: UInt32.self)) << 32 | UInt64(last)
        }
        return UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1])
    }
}
