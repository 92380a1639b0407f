/// Names one state of a store: as long as it is the same, every lookup would find what it found before.
public struct StoreVersion: Sendable, Hashable {
    private let words: SIMD8<UInt64>

    /// - Parameter words: anything that differs after every change.
    public init(words: SIMD8<UInt64>) {
        self.words = words
    }
}
