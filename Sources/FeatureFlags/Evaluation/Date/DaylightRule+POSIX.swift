extension DaylightRule {
    /// Reads a POSIX `TZ` text, for example `CET-1CEST,M3.5.0,M10.5.0/3`; nil when it follows no such grammar.
    init?(posix text: some Sequence<UInt8>) {
        var scanner = POSIXScanner(bytes: Array(text))
        guard scanner.skipName(), let behind = scanner.time() else { return nil }
        standardOffset = -behind
        guard !scanner.isAtEnd else {
            daylight = nil
            return
        }
        guard scanner.skipName() else { return nil }
        var offset = standardOffset + 3_600
        if scanner.peek != UInt8(ascii: ",") {
            guard let behind = scanner.time() else { return nil }
            offset = -behind
        }
        guard scanner.skip(","), let start = scanner.change(), scanner.skip(","), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct POSIXScanner {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position >= bytes.count }
        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skip(_ character: UnicodeScalar) -> Bool {
            guard let byte = peek, UInt32(byte) == character.value else { return false }
            position += 1
            return true
        }

        /// Letters, or anything between angle brackets.
        mutating func skipName() -> Bool {
            let start = position
            if skip("<") {
                while let byte = peek, byte != UInt8(ascii: ">") { position += 1 }
                return skip(">")
            }
            while let byte = peek, (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) { position += 1 }
            return position > start
        }

        mutating func number() -> Int? {
            var number: Int?
            while let byte = peek, (0x30...0x39).contains(byte), (number ?? 0) < 1_000 {
                number = (number ?? 0) * 10 + Int(byte - 0x30)
                position += 1
            }
            return number
        }

        /// `[+-]h[:m[:s]]` in seconds.
        mutating func time() -> Int64? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard let hours = number() else { return nil }
            var seconds = hours * 3_600
            for scale in [60, 1] where skip(":") {
                guard let value = number() else { return nil }
                seconds += value * scale
            }
            return Int64(isNegative ? -seconds : seconds)
        }

        mutating func change() -> YearlyChange? {
            let day: YearlyChange.Day
            if skip("M") {
                guard let month = number(), (1...12).contains(month), skip("."), let week = number(),
                    (1...5).contains(week), skip("."), let weekday = number(), (0...6).contains(weekday)
                else { return nil }
                day = .weekday(month: month, week: week, weekday: weekday)
            } else if skip("J") {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(), (0...365).contains(number) else { return nil }
                day = .ordinal(number)
            }
            var seconds: Int64 = 7_200
            if skip("/") {
                guard let time = time() else { return nil }
                seconds = time
            }
            return YearlyChange(day: day, secondsAfterMidnight: seconds)
        }
    }
}
