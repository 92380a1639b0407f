/// The 64-bit FNV-1a hash: stable between processes and machines, unlike Swift's `Hasher`.
public struct FowlerNollVoHash {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    /// Adds a text and its end.
    public mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte) }
        // Ends the text, so that ("ab", "c") and ("a", "bc") differ.
        combine(0xFF)
    }

    private mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}
