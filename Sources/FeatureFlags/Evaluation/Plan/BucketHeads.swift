import CBucketHash

/// The starts of the texts that many flags hash for a person, laid out to be hashed side by side.
struct BucketHeads: Sendable {
    private static let lanes = Int(BUCKET_HASH_LANES)

    /// Whole batches; what is not used is empty.
    private var heads: [bucket_hash_head] = []
    private var used = 0
    private var longest = 0

    var batches: Int { heads.count / Self.lanes }

    /// The places of all batches.
    var count: Int { heads.count }

    /// How long what follows the starts may be, in bytes.
    var room: Int { Int(BUCKET_HASH_TEXT) - longest }

    /// The batch a place belongs to.
    static func batch(of place: Int) -> Int { place / lanes }

    /// Adds a start.
    /// - Returns: its place; nil for one that is too long to be hashed side by side.
    mutating func append(_ text: [UInt8]) -> Int? {
        guard text.count <= Int(BUCKET_HASH_HEAD) else { return nil }
        if used == heads.count { heads += [bucket_hash_head](repeating: bucket_hash_head(), count: Self.lanes) }
        heads[used].length = UInt8(text.count)
        withUnsafeMutableBytes(of: &heads[used].bytes) { $0.copyBytes(from: text) }
        longest = max(longest, text.count)
        used += 1
        return used - 1
    }

    /// Hashes one batch.
    /// - Parameters:
    ///   - tail: what follows the starts, one of at most ``room`` bytes.
    ///   - hashes: has as many places as there are in all batches.
    func hash(
        batch: Int, _ tail: [bucket_hash_tail], into hashes: inout [UInt64], _ instructions: BucketHash.Instructions
    ) {
        let places = batch * Self.lanes..<(batch + 1) * Self.lanes
        precondition(tail.count == 1 && tail.allSatisfy { Int($0.length) <= room })
        heads.withUnsafeBufferPointer { heads in
            hashes.withUnsafeMutableBufferPointer { hashes in
                tail.withUnsafeBufferPointer { tail in
                    bucket_hash_lanes(
                        heads.extracting(places).baseAddress, tail.baseAddress, hashes.extracting(places).baseAddress,
                        instructions.rawValue)
                }
            }
        }
    }
}
