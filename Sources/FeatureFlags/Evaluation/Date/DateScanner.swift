import Analytics

/// Reads the absolute dates that property filters and persons use.
struct DateScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        var bytes = text.utf8.prefix(64)[...]
        while let first = bytes.first, first == 0x20 || (0x09...0x0D).contains(first) { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || (0x09...0x0D).contains(last) { bytes.removeLast() }
        self.bytes = text.utf8.count <= 64 ? Array(bytes) : []
    }

    /// A day, a day and a time with or without an offset, or Unix time in 10, 13, 16 or 19 digits.
    mutating func date() -> PropertyDate? {
        if let unix = unixTime() { return .instant(unix) }
        guard let year = number(4...4), skip("-"), let month = number(1...2), skip("-"), let day = number(1...2),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let midnight = Int64(date.daysSince1970) * Timestamp.microsecondsPerDay
        guard !isAtEnd else { return .wallClock(midnight) }
        guard skip("T") || skip("t") || skip(" "), let sinceMidnight = timeOfDay() else { return nil }
        guard !isAtEnd else { return .wallClock(midnight + sinceMidnight) }
        guard let ahead = offset(), isAtEnd else { return nil }
        return .instant(Timestamp(microseconds: midnight + sinceMidnight - ahead))
    }

    private var isAtEnd: Bool { position == bytes.count }

    private func unixTime() -> Timestamp? {
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        switch bytes.count {
        case 10: return Timestamp(seconds: number)
        case 13: return Timestamp(microseconds: number * 1_000)
        case 16: return Timestamp(microseconds: number)
        case 19: return Timestamp(microseconds: number / 1_000)
        default: return nil
        }
    }

    private mutating func skip(_ character: UnicodeScalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var number = 0
        var count = 0
        while count < digits.upperBound, position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            number = number * 10 + Int(bytes[position] - 0x30)
            position += 1
            count += 1
        }
        return count >= digits.lowerBound ? number : nil
    }

    /// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f…` in microseconds; second 60 is a leap second.
    private mutating func timeOfDay() -> Int64? {
        guard let hour = number(1...2), hour < 24, skip(":"), let minute = number(1...2), minute < 60 else {
            return nil
        }
        var second = 0
        var fraction: Int64 = 0
        if skip(":") {
            guard let value = number(1...2), value <= 60 else { return nil }
            second = value
            if skip(".") || skip(",") {
                guard let value = microseconds() else { return nil }
                fraction = value
            }
        }
        return Int64((hour * 60 + minute) * 60 + second) * Timestamp.microsecondsPerSecond + fraction
    }

    /// One to nine fractional digits, cut to six.
    private mutating func microseconds() -> Int64? {
        let start = position
        var fraction: Int64 = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if position - start < 6 { fraction = fraction * 10 + Int64(bytes[position] - 0x30) }
            position += 1
        }
        let count = position - start
        guard (1...9).contains(count) else { return nil }
        for _ in 0..<max(0, 6 - count) { fraction *= 10 }
        return fraction
    }

    /// `Z`, `UTC`, `±hh:mm`, `±hhmm` or `±hh`, a blank before it allowed, as microseconds ahead of UTC.
    private mutating func offset() -> Int64? {
        _ = skip(" ")
        if skip("Z") || skip("z") { return 0 }
        if skip("U") { return skip("T") && skip("C") ? 0 : nil }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hour = number(2...2), hour < 24 else { return nil }
        var minute = 0
        if !isAtEnd {
            _ = skip(":")
            guard let value = number(2...2), value < 60 else { return nil }
            minute = value
        }
        let offset = Int64((hour * 60 + minute) * 60) * Timestamp.microsecondsPerSecond
        return isAhead ? offset : -offset
    }
}
