/// Reads fixed groups of digits from the start of a text.
struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) {
        rest = Array(text.utf8)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ count: Int) -> Int64? {
        guard rest.count >= count, rest.prefix(count).allSatisfy(\.isDigit) else { return nil }
        let value = rest.prefix(count).reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        rest = rest.dropFirst(count)
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// One to nine digits as microseconds; what is finer is cut off.
    mutating func fraction() -> Int64? {
        let digits = rest.prefix(while: \.isDigit)
        guard 1...9 ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        let six = Array(digits.prefix(6)) + Array(repeating: UInt8(ascii: "0"), count: max(6 - digits.count, 0))
        return six.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// `Z`, `+02:00`, `-0530` or nothing, in seconds.
    mutating func offset() -> Int64? {
        if rest.isEmpty || skip("Z") || skip("z") { return 0 }
        let isNegative = rest.first == UInt8(ascii: "-")
        guard isNegative || rest.first == UInt8(ascii: "+") else { return nil }
        rest = rest.dropFirst()
        guard let hours = number(2), hours < 24 else { return nil }
        _ = skip(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isNegative ? -seconds : seconds
    }
}
