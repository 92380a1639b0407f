/// Reads the fixed-width numbers of a date from left to right.
struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Skips one character if it comes next.
    mutating func skip(_ character: UnicodeScalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    /// Exactly this many digits as a number.
    mutating func number(digits: Int) -> Int? {
        guard bytes.count - position >= digits else { return nil }
        var number = 0
        for byte in bytes[position..<position + digits] {
            guard let digit = Self.digit(byte) else { return nil }
            number = number * 10 + digit
        }
        position += digits
        return number
    }

    /// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f…` as microseconds since midnight; second 60 is a leap second.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60 else {
            return nil
        }
        var second = 0
        var fraction = 0
        if skip(":") {
            guard let value = number(digits: 2), value <= 60 else { return nil }
            second = value
            if skip(".") || skip(",") {
                guard let value = microseconds() else { return nil }
                fraction = value
            }
        }
        return Int64((hour * 60 + minute) * 60 + second) * Timestamp.microsecondsPerSecond + Int64(fraction)
    }

    /// `Z`, `±hh:mm`, `±hhmm`, `±hh` or nothing, as microseconds that local time is ahead of UTC.
    mutating func offset() -> Int64? {
        _ = skip(" ")
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        if skip("U") { return skip("T") && skip("C") ? 0 : nil }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hour = number(digits: 2), hour < 24 else { return nil }
        var minute = 0
        if !isAtEnd {
            _ = skip(":")
            guard let value = number(digits: 2), value < 60 else { return nil }
            minute = value
        }
        let offset = Int64((hour * 60 + minute) * 60) * Timestamp.microsecondsPerSecond
        return isAhead ? offset : -offset
    }

    /// One to nine fractional digits, cut to six.
    private mutating func microseconds() -> Int? {
        var number = 0
        var count = 0
        while position < bytes.count, let digit = Self.digit(bytes[position]) {
            if count < 6 { number = number * 10 + digit }
            count += 1
            position += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in 0..<max(0, 6 - count) { number *= 10 }
        return number
    }

    private static func digit(_ byte: UInt8) -> Int? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? Int(digit) : nil
    }
}
