/// Writes dates and times into the bytes of a new string; what does not fit is left out.
struct DigitWriter {
    private let text: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ text: UnsafeMutableBufferPointer<UInt8>) {
        self.text = text
    }

    mutating func append(_ character: Unicode.Scalar) {
        guard count < text.count else { return }
        text[count] = UInt8(truncatingIfNeeded: character.value)
        count += 1
    }

    /// A number with leading zeros; one that has more digits loses its first ones.
    mutating func append(_ number: Int, digits: Int) {
        guard number >= 0, digits >= 0, digits <= text.count - count else { return }
        var rest = number
        for position in stride(from: count + digits - 1, through: count, by: -1) {
            text[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }

    /// `2026-11-20`.
    mutating func append(_ date: CivilDate) {
        append(date.year, digits: 4)
        append("-")
        append(date.month, digits: 2)
        append("-")
        append(date.day, digits: 2)
    }
}
