import OrderedCollections

extension JSONWriter {
    /// Writes `null`.
    public mutating func null() {
        guard beginValue() else { return }
        append("null")
    }

    /// Writes a string.
    public mutating func value(_ value: String) {
        guard beginValue() else { return }
        appendString(value)
    }

    /// Writes a number.
    public mutating func value(_ value: Int) {
        guard beginValue() else { return }
        appendInteger(Int64(value))
    }

    /// Writes a number.
    public mutating func value(_ value: Int64) {
        guard beginValue() else { return }
        appendInteger(value)
    }

    /// Writes a number with a fraction or an exponent; NaN and the infinities as `null`.
    public mutating func value(_ value: Double) {
        guard beginValue() else { return }
        appendDouble(value)
    }

    /// Writes `true` or `false`.
    public mutating func value(_ value: Bool) {
        guard beginValue() else { return }
        append(value ? "true" : "false")
    }

    /// Writes any JSON value.
    public mutating func value(_ value: JSON) {
        guard beginValue() else { return }
        appendJSON(value)
    }

    /// Splices text that is already JSON; an empty text is written as `null`.
    public mutating func value(_ value: JSONText) {
        guard beginValue() else { return }
        if value.text.isEmpty {
            append("null")
        } else {
            bytes.append(contentsOf: value.text.utf8)
        }
    }

    /// Writes a value that knows how to write itself; `null` when it writes nothing.
    public mutating func value<Value: JSONWritable>(_ value: Value) {
        guard beginValue() else { return }
        let outer = place
        place = .single
        value.write(to: &self)
        if place == .single { append("null") }
        place = outer
    }

    private mutating func appendJSON(_ value: JSON) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): appendInteger(value)
        case .double(let value): appendDouble(value)
        case .string(let value): appendString(value)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                appendJSON(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for (key, member) in members {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                appendString(key)
                bytes.append(UInt8(ascii: ":"))
                appendJSON(member)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func appendInteger(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    private mutating func appendDouble(_ value: Double) {
        guard value.isFinite else { return append("null") }
        bytes.append(contentsOf: value.description.utf8)
    }
}
