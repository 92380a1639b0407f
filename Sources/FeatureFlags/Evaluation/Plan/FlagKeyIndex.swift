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
        return text.withUnsafeBufferPointer { text in
            let known = text.extracting(range)
            for (left, right) in zip(key, known) where left != right { return false }
            return true
        }
    }

    /// FNV-1a, with its upper bits mixed into the lower ones that count.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0xFFFF_FFFF)
    }
}
