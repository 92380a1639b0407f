extension PatternParser {
    /// What follows a backslash outside a class.
    mutating func escape() throws(PatternError) -> PatternNode {
        guard let scalar = peek else { throw error("a backslash ends the pattern") }
        switch scalar {
        case "A":
            position += 1
            return .boundary(.textStart)
        case "z":
            position += 1
            return .boundary(.textEnd)
        case "Z":
            position += 1
            return .boundary(.textEndOrLastNewline)
        case "b":
            position += 1
            return .boundary(.word)
        case "B":
            position += 1
            return .boundary(.notWord)
        case "1"..."9":
            guard let index = number(), index <= captureCount else { throw error("no group has this number") }
            return .backreference(index, ignoresCase: flags.ignoresCase)
        case "k":
            position += 1
            guard skip("<") else { throw error("a name is missing") }
            let name = try name(until: ">")
            guard let index = captureNames[name] else { throw error("no group is named \(name)") }
            return .backreference(index, ignoresCase: flags.ignoresCase)
        default:
            var set = ScalarSet()
            if try !insertClassEscape(into: &set) {
                set.ignoresCase = flags.ignoresCase
                let value = try characterEscape()
                set.insert(value...value)
            }
            return .set(set.completed())
        }
    }

    /// The inside of `[…]` and its end; the opening bracket has been read.
    mutating func characterClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet()
        set.ignoresCase = flags.ignoresCase
        set.isNegated = skip("^")
        var isFirst = true
        while let scalar = peek, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", scalars.indices.contains(position + 1), scalars[position + 1] == ":" {
                try insertNamedClass(into: &set)
                continue
            }
            if scalar == "\\" {
                position += 1
                if try insertClassEscape(into: &set) { continue }
                position -= 1
            }
            let low = try classScalar()
            guard peek == "-", scalars.indices.contains(position + 1), scalars[position + 1] != "]" else {
                set.insert(low...low)
                continue
            }
            position += 1
            let high = try classScalar()
            guard low <= high else { throw error("the bounds of a class are reversed") }
            set.insert(low...high)
        }
        guard skip("]") else { throw error("a class is not closed") }
        return set
    }

    private mutating func classScalar() throws(PatternError) -> UInt32 {
        guard let scalar = peek else { throw error("a class is not closed") }
        position += 1
        guard scalar == "\\" else { return scalar.value }
        if skip("b") { return 0x08 }
        return try characterEscape()
    }

    /// `[:alpha:]` and its like.
    private mutating func insertNamedClass(into set: inout ScalarSet) throws(PatternError) {
        position += 2
        let isNegated = skip("^")
        var name = ""
        while let scalar = peek, scalar != ":", name.unicodeScalars.count < 10 {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard skip(text: ":]") else { throw error("a named class is not closed") }
        let ranges: [ClosedRange<UInt32>]
        switch name {
        case "alpha": ranges = [0x41...0x5A, 0x61...0x7A]
        case "digit": ranges = [0x30...0x39]
        case "alnum": ranges = [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
        case "upper": ranges = [0x41...0x5A]
        case "lower": ranges = [0x61...0x7A]
        case "space": ranges = [0x09...0x0D, 0x20...0x20]
        case "punct": ranges = [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "xdigit": ranges = [0x30...0x39, 0x41...0x46, 0x61...0x66]
        case "word": ranges = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
        default: throw error("unknown class [:\(name):]")
        }
        var named = ScalarSet()
        named.isNegated = isNegated
        for range in ranges { named.insert(range) }
        set.insert(named)
    }

    /// Adds `\d`, `\w`, `\s`, `\p{…}` or one of their opposites; false for any other escape, which is left unread.
    private mutating func insertClassEscape(into set: inout ScalarSet) throws(PatternError) -> Bool {
        guard let scalar = peek else { throw error("a backslash ends the pattern") }
        switch scalar {
        case "d", "D": set.insert(.digit, isNegated: scalar == "D")
        case "w", "W": set.insert(.word, isNegated: scalar == "W")
        case "s", "S": set.insert(.space, isNegated: scalar == "S")
        case "p", "P":
            position += 1
            try insertUnicodeClass(into: &set, isNegated: scalar == "P")
            return true
        default: return false
        }
        position += 1
        return true
    }

    private mutating func insertUnicodeClass(into set: inout ScalarSet, isNegated: Bool) throws(PatternError) {
        var name = ""
        if skip("{") {
            while let scalar = peek, scalar != "}", name.unicodeScalars.count < 32 {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard skip("}") else { throw error("a Unicode class is not closed") }
        } else if let scalar = peek {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        var isNegated = isNegated
        if name.first == "^" {
            name.removeFirst()
            isNegated.toggle()
        }
        let longNames = [
            "letter": "L", "mark": "M", "number": "N", "punctuation": "P", "symbol": "S", "separator": "Z",
            "other": "C",
        ]
        let category = longNames[name.lowercased()] ?? name
        let known =
            "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Co Cn"
        if known.split(separator: " ").contains(Substring(category)) {
            set.insert(.category(category), isNegated: isNegated)
        } else if ["alphabetic", "lowercase", "uppercase", "emoji", "white_space"].contains(name.lowercased()) {
            set.insert(.property(name.lowercased()), isNegated: isNegated)
        } else {
            throw error("unknown Unicode class \(name)")
        }
    }

    /// One character written as an escape; the backslash has been read.
    private mutating func characterEscape() throws(PatternError) -> UInt32 {
        guard let scalar = peek else { throw error("a backslash ends the pattern") }
        position += 1
        switch scalar {
        case "n": return 0x0A
        case "t": return 0x09
        case "r": return 0x0D
        case "f": return 0x0C
        case "v": return 0x0B
        case "a": return 0x07
        case "0": return 0x00
        case "x": return try hexadecimal(digits: 2)
        case "u": return try hexadecimal(digits: 4)
        case "U": return try hexadecimal(digits: 8)
        default:
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            guard !isWord else { throw error("unknown escape \\\(scalar)") }
            return scalar.value
        }
    }

    /// Exactly so many hexadecimal digits, or any number of them in braces.
    private mutating func hexadecimal(digits: Int) throws(PatternError) -> UInt32 {
        let isBraced = skip("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 8 : digits), let scalar = peek,
            let digit = Character(scalar).hexDigitValue, scalar.isASCII
        {
            value = value << 4 | UInt32(digit)
            count += 1
            position += 1
        }
        guard isBraced ? count > 0 && skip("}") : count == digits, Unicode.Scalar(value) != nil else {
            throw error("a hexadecimal escape is malformed")
        }
        return value
    }
}
