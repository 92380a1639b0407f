extension PatternParser {
    /// What follows an opening parenthesis; nil for flags that hold until the end of the enclosing group.
    mutating func group() throws(PatternError) -> PatternNode? {
        position += 1
        guard skip("?") else { return try capture(named: nil) }
        if skip(":") { return try body() }
        if skip(">") { return .atomic(try body()) }
        if skip("=") { return .look(try body(), isAhead: true, isNegated: false) }
        if skip("!") { return .look(try body(), isAhead: true, isNegated: true) }
        if skip(text: "<=") { return try lookBehind(isNegated: false) }
        if skip(text: "<!") { return try lookBehind(isNegated: true) }
        if skip("#") {
            while let scalar = peek, scalar != ")" {
                position += 1
                _ = scalar
            }
            guard skip(")") else { throw error("a comment is not closed") }
            return nil
        }
        if skip(text: "P=") {
            let name = try name(until: ")")
            guard let index = captureNames[name] else { throw error("no group is named \(name)") }
            return .backreference(index, ignoresCase: flags.ignoresCase)
        }
        if skip(text: "P<") || skip("<") { return try capture(named: try name(until: ">")) }
        return try flagGroup()
    }

    /// A name up to a closing scalar, which is skipped.
    mutating func name(until end: Unicode.Scalar) throws(PatternError) -> String {
        var name = ""
        while let scalar = peek, scalar != end {
            guard scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) else {
                throw error("a group has a bad name")
            }
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard skip(end), !name.isEmpty, name.first?.isNumber == false else { throw error("a group has a bad name") }
        return name
    }

    private mutating func capture(named name: String?) throws(PatternError) -> PatternNode {
        captureCount += 1
        let index = captureCount
        guard index <= 200 else { throw error("more than 200 groups") }
        if let name {
            guard captureNames.updateValue(index, forKey: name) == nil else {
                throw error("two groups are named \(name)")
            }
        }
        return .capture(try body(), index)
    }

    /// Alternatives and the closing parenthesis; flags set inside end with it.
    private mutating func body() throws(PatternError) -> PatternNode {
        let outer = flags
        let node = try alternatives()
        guard skip(")") else { throw error("a parenthesis is not closed") }
        flags = outer
        return node
    }

    private mutating func lookBehind(isNegated: Bool) throws(PatternError) -> PatternNode {
        let node = try body()
        let branches: [PatternNode] = if case .alternatives(let nodes) = node { nodes } else { [node] }
        guard branches.allSatisfy({ $0.width != nil }) else { throw error("a look-behind needs a fixed width") }
        return .look(node, isAhead: false, isNegated: isNegated)
    }

    /// `(?i)`, `(?im-s)` or `(?i:…)`.
    private mutating func flagGroup() throws(PatternError) -> PatternNode? {
        let outer = flags
        var isOn = true
        while let scalar = peek, scalar != ")", scalar != ":" {
            position += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "x": flags.isVerbose = isOn
            case "u": break
            case "-" where isOn: isOn = false
            default: throw error("unknown group syntax")
            }
        }
        if skip(")") { return nil }
        guard skip(":") else { throw error("a parenthesis is not closed") }
        let node = try alternatives()
        guard skip(")") else { throw error("a parenthesis is not closed") }
        flags = outer
        return node
    }
}
