import OrderedCollections

/// One pass over the bytes of a document.
///
/// Every read is behind a comparison with `end`; nothing is read outside the buffer whatever the bytes are.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let end: Int
    var position = 0
    var scratch: [UInt8] = []
    let limits: JSONLimits
    private var valuesLeft: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.end = bytes.count
        self.limits = limits
        self.valuesLeft = limits.maximumValues
    }

    mutating func parseDocument() throws(JSONError) -> JSON {
        guard end <= limits.maximumBytes else { throw JSONError(.tooLarge(maximum: limits.maximumBytes), at: 0) }
        if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { throw JSONError(.byteOrderMark, at: 0) }
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard position == end else { throw JSONError(.trailingBytes, at: position) }
        return value
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSON {
        skipWhitespace()
        guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
        guard valuesLeft > 0 else { throw JSONError(.tooManyValues(maximum: limits.maximumValues), at: position) }
        valuesLeft -= 1
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""):
            return .string(try parseString())
        case UInt8(ascii: "{"):
            return try parseObject(depth: try deeper(depth))
        case UInt8(ascii: "["):
            return try parseArray(depth: try deeper(depth))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try parseNumber()
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case UInt8(ascii: "N") where limits.isLenient:
            try expect("NaN")
            return .null
        case UInt8(ascii: "I") where limits.isLenient:
            try expect("Infinity")
            return .null
        default:
            throw JSONError(.unexpectedByte(byte), at: position)
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> JSON {
        position += 1
        if skip(UInt8(ascii: "]")) { return .array([]) }
        var elements: [JSON] = []
        while true {
            guard elements.count < limits.maximumContainerElements else { throw tooManyElements() }
            elements.append(try parseValue(depth: depth))
            if skip(UInt8(ascii: ",")) { continue }
            if skip(UInt8(ascii: "]")) { return .array(elements) }
            throw unexpected()
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSON {
        position += 1
        if skip(UInt8(ascii: "}")) { return .object(JSONObject()) }
        var members = JSONObject(minimumCapacity: 8)
        while true {
            guard members.count < limits.maximumContainerElements else { throw tooManyElements() }
            skipWhitespace()
            guard position < end, bytes[position] == UInt8(ascii: "\"") else { throw unexpected() }
            let start = position
            let key = try parseString()
            guard skip(UInt8(ascii: ":")) else { throw unexpected() }
            let earlier = members.updateValue(try parseValue(depth: depth), forKey: key)
            if earlier != nil, limits.refusesEqualNames { throw JSONError(.equalNames(key), at: start) }
            if skip(UInt8(ascii: ",")) { continue }
            if skip(UInt8(ascii: "}")) { return .object(members) }
            throw unexpected()
        }
    }

    private func deeper(_ depth: Int) throws(JSONError) -> Int {
        guard depth < limits.maximumDepth else {
            throw JSONError(.tooDeep(maximum: limits.maximumDepth), at: position)
        }
        return depth + 1
    }

    mutating func expect(_ literal: StaticString) throws(JSONError) {
        let length = literal.utf8CodeUnitCount
        for index in 0..<length {
            guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
            guard bytes[position] == literal.utf8Start[index] else {
                throw JSONError(.unexpectedByte(bytes[position]), at: position)
            }
            position += 1
        }
    }

    /// Skips white space and then, if it comes next, one byte.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func tooManyElements() -> JSONError {
        JSONError(.tooManyElements(maximum: limits.maximumContainerElements), at: position)
    }

    private func unexpected() -> JSONError {
        position < end
            ? JSONError(.unexpectedByte(bytes[position]), at: position) : JSONError(.unexpectedEnd, at: end)
    }
}
