import CBucketHash

/// The hashes of one identifier for the flags of a set, a batch of them worked out whenever the first of it is asked for.
struct BucketBatches {
    /// One, in a list, which is cheaper to hand on.
    private let tail: [bucket_hash_tail]
    private let instructions: BucketHash.Instructions
    private var hashes: [UInt64]
    private var isKnown: [Bool]

    /// - Parameter instructions: others than the processor's own are left out.
    /// - Returns: nil for an identifier that is too long to be hashed side by side.
    init?(
        _ heads: BucketHeads, _ identifier: String, _ purpose: BucketHash.Purpose,
        instructions: BucketHash.Instructions = .supported
    ) {
        let salt = purpose.salt
        guard identifier.utf8.count <= heads.room - salt.utf8CodeUnitCount else { return nil }
        var tail = bucket_hash_tail()
        var identifier = identifier
        identifier.withUTF8 {
            bucket_hash_make_tail(&tail, $0.baseAddress, $0.count, salt.utf8Start, salt.utf8CodeUnitCount)
        }
        self.tail = [tail]
        self.instructions = instructions.intersection(.supported)
        hashes = [UInt64](repeating: 0, count: heads.count)
        isKnown = [Bool](repeating: false, count: heads.batches)
    }

    /// The place of the identifier for the flag whose text starts with the head at a place.
    mutating func value(_ place: Int, _ heads: BucketHeads) -> Double {
        let batch = BucketHeads.batch(of: place)
        if !isKnown[batch] {
            heads.hash(batch: batch, tail, into: &hashes, instructions)
            isKnown[batch] = true
        }
        return BucketHash.value(hashes[place])
    }
}
