extension Substring {
    /// The text without the characters at both ends that fulfil the condition.
    func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        drop(while: isBlank).trimmingEnd(isBlank)
    }

    /// The text without the characters at its end that fulfil the condition.
    func trimmingEnd(_ isBlank: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    /// The first place where the other text stands.
    func firstRange(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) {
                return start..<index(start, offsetBy: other.count)
            }
            formIndex(after: &start)
        }
        return nil
    }
}

extension String {
    /// The text in at most this many characters, on one line, for a message.
    func shortened(to count: Int) -> String {
        let line = String(prefix(count + 1).map { $0.isNewline ? " " : $0 })
        return line.count > count ? line.prefix(count) + "…" : line
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    var isAlphanumeric: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self
    }

    var isHexadecimal: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self || UInt8(ascii: "A")...UInt8(ascii: "F") ~= self
    }
}
