/// When to come back, as PostHog says it: in the header, or only in the text of its 429.
enum RetryAfter {
    /// A longer pause is not believed.
    private static let longest = 3_600

    /// The header's seconds or date (RFC 9110 §10.2.3); a date that has passed is no pause.
    static func header(_ value: String?, now: Int64 = PostHogTime.now().microseconds / 1_000_000) -> Duration? {
        guard let value = value.map({ Substring($0).trimming(\.isWhitespace) }), !value.isEmpty else { return nil }
        if value.utf8.allSatisfy(\.isDigit) { return .seconds(min(Int(value) ?? longest, longest)) }
        guard let date = PostHogTime(httpDate: value) else { return nil }
        return .seconds(min(max(date.microseconds / 1_000_000 - now, 0), Int64(longest)))
    }

    /// The integer before the word `second` or `seconds`: `Expected available in 37 seconds.`
    static func text(_ text: String) -> Duration? {
        let words = text.split(whereSeparator: \.isWhitespace)
        for (word, unit) in zip(words, words.dropFirst()) where unit.lowercased().hasPrefix("second") {
            if word.utf8.allSatisfy(\.isDigit), let seconds = Int(word) { return .seconds(min(seconds, longest)) }
        }
        return nil
    }
}
