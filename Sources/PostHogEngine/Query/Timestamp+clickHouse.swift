import Analytics

extension Timestamp {
    /// The ends of what ClickHouse's DateTime64 can hold: the years 1900 to 2299.
    private static let earliest = Timestamp(seconds: -2_208_988_800)
    private static let latest = Timestamp(microseconds: 10_413_791_999_999_999)

    /// `2026-11-20 10:00:00.000000` in UTC; moments outside the years 1900 to 2299 are held at the ends of that range.
    var clickHouseText: String {
        let inside = min(max(self, Self.earliest), Self.latest)
        let (seconds, micros) = inside.microseconds.quotientAndRemainderFloored(by: Self.microsecondsPerSecond)
        let (_, ofDay) = seconds.quotientAndRemainderFloored(by: 86_400)
        func padded(_ number: Int64, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        return "\(inside.day) \(padded(ofDay / 3_600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
            + ".\(padded(micros, 6))"
    }

    /// Reads what ClickHouse prints of a moment in UTC: `2026-11-20 10:00:00`, with up to six fractional digits.
    init?(clickHouse text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var number = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return number
        }
        func has(_ character: Unicode.Scalar, at position: Int) -> Bool {
            position < bytes.count && bytes[position] == UInt8(ascii: character)
        }
        guard bytes.count >= 19, bytes.count <= 26, bytes.count != 20,
            has("-", at: 4), has("-", at: 7), has(" ", at: 10), has(":", at: 13), has(":", at: 16),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let date = CivilDate(year: year, month: month, day: day),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var micros = 0
        if bytes.count > 20 {
            guard has(".", at: 19), let fraction = number(20..<bytes.count) else { return nil }
            micros = (bytes.count..<26).reduce(fraction) { scaled, _ in scaled * 10 }
        }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second
        self.init(microseconds: Int64(seconds) * Self.microsecondsPerSecond + Int64(micros))
    }
}

extension Int64 {
    /// Quotient and remainder with a remainder that is never negative; the divisor must be positive.
    fileprivate func quotientAndRemainderFloored(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
