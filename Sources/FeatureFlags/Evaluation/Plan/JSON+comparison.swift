import JSON

extension JSON {
    /// The text that comparisons see: a string itself, anything else its JSON text.
    var comparedText: String {
        if case .string(let text) = self { text } else { text }
    }

    /// The number that comparisons see; text must be a decimal number, `inf` or `nan`, without blanks.
    var comparedNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .string(let text): Self.number(text)
        default: nil
        }
    }

    private static func number(_ text: String) -> Double? {
        // Swift also reads hexadecimal floats and NaN payloads, which the server does not.
        guard text.utf8.count <= 400, !text.utf8.contains(where: { $0 | 0x20 == 0x78 || $0 == 0x28 }) else {
            return nil
        }
        return Double(text)
    }

    /// Whether comparing with this filter value means comparing truth: a boolean, `true` or `false` as text, or a list
    /// of only such (PostHog API facts §12.4).
    var isTruthValue: Bool {
        switch self {
        case .bool: true
        case .string(let text): text.lowercased() == "true" || text.lowercased() == "false"
        case .array(let values): values.allSatisfy { $0.isTruthValue }
        default: false
        }
    }

    /// Whether the value counts as true in a comparison of truth.
    var isTruthy: Bool {
        switch self {
        case .bool(let value): value
        case .string(let text): text.utf8.count == 4 && text.lowercased() == "true"
        case .array(let values): values.allSatisfy { $0.isTruthy }
        default: false
        }
    }
}
