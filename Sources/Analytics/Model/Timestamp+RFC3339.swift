public import JSON

extension Timestamp: CustomStringConvertible, JSONWritable {
    /// RFC 3339 in UTC: `2026-11-20T10:00:00Z`, with three or six fractional digits when they are not zero.
    ///
    /// Moments outside the years 0000 to 9999 are held at the ends of that range.
    public var description: String {
        let time = CivilTime(clamping: self)
        return String(unsafeUninitializedCapacity: 27) { text in
            var digits = DigitWriter(text)
            digits.append(time.date)
            digits.append("T")
            digits.append(time.hour, digits: 2)
            digits.append(":")
            digits.append(time.minute, digits: 2)
            digits.append(":")
            digits.append(time.second, digits: 2)
            if time.microsecond != 0 {
                digits.append(".")
                if time.microsecond % 1_000 == 0 {
                    digits.append(time.microsecond / 1_000, digits: 3)
                } else {
                    digits.append(time.microsecond, digits: 6)
                }
            }
            digits.append("Z")
            return digits.count
        }
    }

    /// The calendar day in UTC: `2026-11-20`.
    public var day: String {
        CivilTime(clamping: self).date.description
    }

    public func write(to json: inout JSONWriter) {
        json.value(description)
    }
}
