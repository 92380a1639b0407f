import JSON

extension Timestamp {
    /// A time as SDKs write it: ISO 8601 text, or Unix time as a number or as digits.
    ///
    /// Text without an offset is UTC; a day alone is its midnight; up to nine fractional digits, of which six are kept.
    /// A number counts seconds, or milliseconds from 10¹¹ on (which as seconds were the year 5138), or microseconds
    /// from 10¹⁴ on; nil beyond the year 9999.
    init?(json value: JSON) {
        switch value {
        case .string(let text): self.init(iso8601: text)
        case .integer(let number): self.init(unixTime: Double(number))
        case .double(let number): self.init(unixTime: number)
        default: return nil
        }
    }

    /// Reads ISO 8601 text, or Unix time in digits.
    public init?(iso8601 text: String) {
        guard text.utf8.count <= 40 else { return nil }
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4), scanner.skip("-"), let month = scanner.number(digits: 2),
            scanner.skip("-"), let day = scanner.number(digits: 2)
        else {
            let isNumeric = text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == 0x2E }
            guard isNumeric, let number = Double(text) else { return nil }
            self.init(unixTime: number)
            return
        }
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        var microseconds = Int64(date.daysSince1970) * Self.microsecondsPerDay
        if !scanner.isAtEnd {
            guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
                let sinceMidnight = scanner.timeOfDay(), let offset = scanner.offset(), scanner.isAtEnd
            else { return nil }
            microseconds += sinceMidnight - offset
        }
        self.init(microseconds: microseconds)
    }

    private init?(unixTime number: Double) {
        let scale: Double =
            switch number.magnitude {
            case ..<1e11: 1_000_000
            case ..<1e14: 1_000
            default: 1
            }
        guard let microseconds = Int64(exactly: (number * scale).rounded()),
            (0...Self.endOfYear9999).contains(microseconds)
        else { return nil }
        self.init(microseconds: microseconds)
    }

    private static let endOfYear9999: Int64 = 253_402_300_799_999_999
}
