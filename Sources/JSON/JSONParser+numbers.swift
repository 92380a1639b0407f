extension JSONParser {
    /// Numbers are converted by a general routine beyond the fast path; no honest producer writes longer ones.
    private static let maximumNumberLength = 1024

    /// The powers of ten that a double holds exactly.
    private static let exactPowersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    mutating func parseNumber() throws(JSONError) -> JSON {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        if limits.isLenient, isNegative, position < end, bytes[position] == UInt8(ascii: "I") {
            try expect("Infinity")
            return .null
        }
        var digits = Digits()

        let integerStart = position
        try readDigits(into: &digits)
        if bytes[integerStart] == UInt8(ascii: "0"), position - integerStart > 1 {
            throw JSONError(.invalidNumber, at: integerStart)
        }
        var isInteger = true
        var exponent = 0
        if position < end, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            let fractionStart = position
            try readDigits(into: &digits)
            exponent = fractionStart - position
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            exponent += try readExponent()
        }
        guard position - start <= Self.maximumNumberLength else {
            throw JSONError(.numberTooLong(maximum: Self.maximumNumberLength), at: start)
        }
        if isInteger, !digits.overflowed, let value = Self.integer(digits.value, isNegative: isNegative) {
            return .integer(value)
        }
        if !digits.overflowed, digits.value <= 1 << 53, abs(exponent) < Self.exactPowersOfTen.count {
            // Both operands are exact, so the one rounding of the operation gives the nearest double.
            let scale = Self.exactPowersOfTen[abs(exponent)]
            let magnitude = exponent < 0 ? Double(digits.value) / scale : Double(digits.value) * scale
            return .double(isNegative ? -magnitude : magnitude)
        }
        return .double(try generalDouble(from: start))
    }

    private func generalDouble(from start: Int) throws(JSONError) -> Double {
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw JSONError(.numberOutOfRange, at: start) }
        return value
    }

    /// One digit or more.
    private mutating func readDigits(into digits: inout Digits) throws(JSONError) {
        let start = position
        while position < end {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            digits.append(digit)
            position += 1
        }
        guard position > start else { throw invalidNumberOrEnd() }
    }

    /// The exponent after its letter, held at ±1 000 000, which is beyond every double.
    private mutating func readExponent() throws(JSONError) -> Int {
        var isNegative = false
        if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        var digits = Digits()
        try readDigits(into: &digits)
        let magnitude = digits.overflowed ? 1_000_000 : Int(min(digits.value, 1_000_000))
        return isNegative ? -magnitude : magnitude
    }

    private func invalidNumberOrEnd() -> JSONError {
        position < end ? JSONError(.invalidNumber, at: position) : JSONError(.unexpectedEnd, at: end)
    }

    private static func integer(_ magnitude: UInt64, isNegative: Bool) -> Int64? {
        if !isNegative { return Int64(exactly: magnitude) }
        if magnitude == Int64.min.magnitude { return Int64.min }
        return Int64(exactly: magnitude).map { -$0 }
    }

    /// Decimal digits gathered into a whole number, which may turn out too large.
    private struct Digits {
        var value: UInt64 = 0
        var overflowed = false

        mutating func append(_ digit: UInt8) {
            let (product, productOverflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(digit))
            value = sum
            if productOverflow || sumOverflow { overflowed = true }
        }
    }
}
