/// A regular expression whose search always ends soon.
///
/// Patterns without look-around, back references and atomic groups run on an automaton whose work is at most the length
/// of the text times the length of the program. The others backtrack, and give up after as many steps back as
/// PostHog's server allows. Either way a bounded number of steps is made, so no pattern and no text can hold a worker.
final class Pattern: Sendable {
    /// What a search found.
    enum Outcome: Sendable, Hashable {
        case found
        case notFound
        /// The search was given up.
        case tooExpensive
    }

    /// The longest pattern in bytes.
    static let maximumLength = 4_096

    let source: String
    let program: PatternProgram

    init(_ source: String) throws(PatternError) {
        guard source.utf8.count <= Self.maximumLength else {
            throw PatternError(reason: "longer than \(Self.maximumLength) bytes", offset: Self.maximumLength)
        }
        var parser = PatternParser(source)
        self.source = source
        program = try PatternProgram(try parser.parse(), captureCount: parser.captureCount)
    }

    /// Searches anywhere in a text.
    func search(_ text: String) -> Outcome {
        var text = text
        return text.withUTF8 { bytes in
            if program.needsBacktracking {
                var matcher = PatternBacktracker(program, bytes)
                return matcher.search()
            }
            if program.instructions.count <= SmallPatternAutomaton.maximumLength {
                var matcher = SmallPatternAutomaton(bytes)
                return matcher.search(program)
            }
            var matcher = PatternAutomaton(program, bytes)
            return matcher.search()
        }
    }
}
