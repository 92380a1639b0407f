/// Reads a regular expression in the syntax that Python's `re` and Rust's `regex` share.
///
/// Groups (capturing, named, non-capturing, atomic), alternatives, greedy, lazy and possessive repetition, classes,
/// look-around, back references, inline flags `i m s x u`, Unicode categories.
struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isVerbose = false
    }

    /// The deepest nesting of groups.
    static let maximumDepth = 64

    let scalars: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
    var captureCount = 0
    var captureNames: [String: Int] = [:]
    private var depth = 0

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        guard position == scalars.count else { throw error("a parenthesis closes nothing") }
        return node
    }

    func error(_ reason: String) -> PatternError {
        PatternError(reason: reason, offset: position)
    }

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    mutating func skip(text: String) -> Bool {
        let wanted = text.unicodeScalars
        guard scalars[position...].prefix(wanted.count).elementsEqual(wanted) else { return false }
        position += wanted.count
        return true
    }

    mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("groups are nested deeper than \(Self.maximumDepth)") }
        var nodes = [try sequence()]
        while skip("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            if flags.isVerbose, skipComment(scalar) { continue }
            guard let atom = try atom() else { continue }
            nodes.append(try repetition(of: atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// Skips a blank or a comment of the verbose syntax.
    private mutating func skipComment(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isWhitespace {
            position += 1
            return true
        }
        guard scalar == "#" else { return false }
        while let next = peek, next != "\n" {
            position += 1
            _ = next
        }
        return true
    }

    /// One thing that may be repeated; nil for a group that only sets flags.
    private mutating func atom() throws(PatternError) -> PatternNode? {
        guard let scalar = peek else { return nil }
        switch scalar {
        case "(": return try group()
        case "[":
            position += 1
            return .set(try characterClass().completed())
        case ".":
            position += 1
            var set = ScalarSet()
            set.insert(flags.dotMatchesNewline ? .everything : .newlineExcluded)
            return .set(set.completed())
        case "^":
            position += 1
            return .boundary(flags.isMultiline ? .lineStart : .textStart)
        case "$":
            position += 1
            return .boundary(flags.isMultiline ? .lineEnd : .textEnd)
        case "*", "+", "?": throw error("nothing to repeat")
        case "\\":
            position += 1
            return try escape()
        default:
            position += 1
            return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        var set = ScalarSet()
        set.ignoresCase = flags.ignoresCase
        set.insert(scalar.value...scalar.value)
        return .set(set.completed())
    }

    private mutating func repetition(of atom: PatternNode) throws(PatternError) -> PatternNode {
        var node = atom
        var count = 0
        while let (minimum, maximum) = try quantifier() {
            if case .boundary = node { throw error("a boundary cannot be repeated") }
            count += 1
            guard count <= 4 else { throw error("repetitions of repetitions are nested too deeply") }
            let greed: PatternNode.Greed = skip("?") ? .lazy : skip("+") ? .possessive : .greedy
            let repeated = PatternNode.repeated(node, minimum: minimum, maximum: maximum, greed)
            node =
                greed == .possessive ? .atomic(.repeated(node, minimum: minimum, maximum: maximum, .greedy)) : repeated
        }
        return node
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if flags.isVerbose { while let scalar = peek, skipComment(scalar) {} }
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        guard peek == "{" else { return nil }
        let start = position
        position += 1
        let minimum = number()
        var maximum = minimum
        if skip(",") { maximum = number() }
        guard skip("}"), minimum != nil || maximum != nil else {
            // Braces that hold no bounds are plain characters.
            position = start
            return nil
        }
        let isRange = scalars[start..<position].contains(",")
        if let minimum, let maximum, isRange, minimum > maximum {
            throw error("the bounds of a repetition are reversed")
        }
        guard max(minimum ?? 0, maximum ?? 0) <= 1_000 else { throw error("a repetition exceeds 1000") }
        return (minimum ?? 0, maximum)
    }

    mutating func number() -> Int? {
        var number: Int?
        while let scalar = peek, ("0"..."9").contains(scalar), (number ?? 0) < 100_000 {
            number = (number ?? 0) * 10 + Int(scalar.value - 0x30)
            position += 1
        }
        return number
    }
}
