import BasicContainers

/// The starts of all texts that the flags of a ``FlagPlan`` hash, one after the other.
///
/// Not copyable, so that hashing counts no references.
struct HashPrefixes: ~Copyable, Sendable {
    private let bytes: UniqueArray<UInt8>

    init(_ bytes: [UInt8]) {
        self.bytes = UniqueArray(capacity: bytes.count, copying: bytes)
    }

    /// Where an identifier is for the flag whose texts start with the bytes in a range.
    func value(_ range: PlaceRange, _ identifier: String, _ purpose: BucketHash.Purpose) -> Double {
        BucketHash.value(bytes.span.extracting(range.places), identifier, purpose)
    }
}
