public import JSON

extension Timestamp: CustomStringConvertible, JSONWritable {
    /// RFC 3339 in UTC: `2026-11-20T10:00:00Z`, with three or six fractional digits when they are not zero.
    ///
    /// Moments outside the years 0000 to 9999 are held at the ends of that range.
    public var description: String {
        let time = CivilTime(clamping: self)
        var text = time.date.description
        text.reserveCapacity(27)
        text.append("T")
        text.appendPadded(time.hour, digits: 2)
        text.append(":")
        text.appendPadded(time.minute, digits: 2)
        text.append(":")
        text.appendPadded(time.second, digits: 2)
        if time.microsecond != 0 {
            text.append(".")
            if time.microsecond % 1_000 == 0 {
                text.appendPadded(time.microsecond / 1_000, digits: 3)
            } else {
                text.appendPadded(time.microsecond, digits: 6)
            }
        }
        text.append("Z")
        return text
    }

    /// The calendar day in UTC: `2026-11-20`.
    public var day: String {
        CivilTime(clamping: self).date.description
    }

    public func write(to json: inout JSONWriter) {
        json.value(description)
    }
}

extension String {
    mutating func appendPadded(_ number: Int, digits: Int) {
        let text = String(number)
        for _ in 0..<max(0, digits - text.utf8.count) { append("0") }
        append(text)
    }
}
