public import JSON

/// Names a group of errors with one cause: the hash of type, normalised message and endpoint.
///
/// Numbers, UUIDs, hexadecimal runs and quoted text vary between occurrences of the same error and are left out.
public struct ErrorFingerprint: Sendable, Hashable, CustomStringConvertible, JSONWritable {
    public let value: UInt64

    public init(value: UInt64) {
        self.value = value
    }

    public init(type: String, message: String, endpoint: String) {
        var hash = FowlerNollVoHash()
        hash.combine(type)
        hash.combine(Self.normalized(message))
        hash.combine(Self.normalized(endpoint))
        value = hash.value
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    public func write(to json: inout JSONWriter) {
        json.value(description)
    }

    /// The message with what varies replaced: quoted text by `"…"`, runs with a digit by `#`.
    ///
    /// A run is a maximal sequence of letters, digits, `-` and `_`; a run that holds a digit is a number, an
    /// identifier or a hexadecimal value. At most the first 1,000 characters count.
    public static func normalized(_ message: String) -> String {
        var result = ""
        var run = ""
        var runHasDigit = false
        var quote: Character?
        func flush() {
            guard !run.isEmpty else { return }
            result += runHasDigit ? "#" : run
            run = ""
            runHasDigit = false
        }
        var previousEndsWord = false
        for character in message.prefix(1_000) {
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            let isRun = character.isLetter || character.isNumber || character == "-" || character == "_"
            if isRun {
                run.append(character)
                runHasDigit = runHasDigit || character.isNumber
            } else {
                flush()
                // An apostrophe inside a word ("can't") opens no quotation.
                if character == "\"" || character == "`" || (character == "'" && !previousEndsWord) {
                    quote = character
                    result += "\"…\""
                } else {
                    result.append(character)
                }
            }
            previousEndsWord = isRun
        }
        flush()
        return result
    }
}
