/// The key of a flag in the manifest, and the key PostHog keeps the flag under.
///
/// The manifest allows every key that is not empty (OpenFeature manifest schema, `patternProperties`), and the
/// OpenFeature CLI percent-escapes it in the paths of PUT and DELETE (flag systems §4c, trap 6). PostHog allows only
/// letters, digits, `_` and `-` (PostHog API facts §7.5). Refusing the rest would break pushes of common keys such as
/// `checkout.new-basket`, so they are escaped, reversibly and without a table: a character PostHog does not allow
/// becomes `_u` + its number in four to six upper-case hexadecimal digits + `_`, so `checkout.new` is kept as
/// `checkout_u002E_new`. An underscore that would begin such an escape by chance is escaped itself. Keys PostHog
/// allows stay as they are, so every flag made in PostHog appears in the manifest under its own key, and the two
/// directions undo each other for every key. PostHog's own SDKs ask for the escaped key.
///
/// Refused are control characters, keys whose escaped form is longer than PostHog's 400 characters, `.` and `..`, which
/// clients and proxies take out of a path, and `/`: web servers match an escaped slash as a separator and some refuse
/// it, so a flag with one could be created but neither updated nor removed (flag systems §4b advises the same). Keys
/// with `?`, `#` or `%` are taken: clients that escape a path reach them, those that do not reach them in the bulk
/// answer.
public enum ManifestKey {
    static let maximumLength = 400

    /// The key PostHog keeps a flag under.
    /// - Throws: the rule a key breaks.
    public static func stored(for key: String) throws(ManifestProblem) -> String {
        guard !key.isEmpty else { throw ManifestProblem("key", .tooSmall, "The key must not be empty.") }
        guard key != ".", key != ".." else {
            throw ManifestProblem("key", .invalidValue, "The key must not be . or .., which no URL can carry.")
        }
        guard !key.unicodeScalars.contains("/") else {
            throw ManifestProblem(
                "key", .invalidValue, "The key must not hold a slash, which separates the parts of a path.")
        }
        if let control = key.unicodeScalars.first(where: isControl) {
            throw ManifestProblem(
                "key", .invalidValue,
                "The key must not hold control characters, got U+\(hexadecimal(control)).")
        }
        guard key.unicodeScalars.count <= maximumLength else {
            throw ManifestProblem(
                "key", .tooBig,
                "The key must have at most \(maximumLength) characters, got \(key.unicodeScalars.count).")
        }
        let stored = escaped(key)
        guard stored.utf8.count <= maximumLength else {
            throw ManifestProblem(
                "key", .tooBig,
                "The key must have at most \(maximumLength) characters once it is escaped for PostHog, got "
                    + "\(stored.utf8.count).")
        }
        return stored
    }

    /// Whether one of some stored flags has the key in another Unicode normalization: to people it is the same key, and in a
    /// manifest whose flags are members of an object only one of the two could stand.
    public static func hasTwin(_ key: String, among stored: some Sequence<String>) -> Bool {
        guard !key.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        return stored.contains { stored in
            guard mayHoldEscape(stored) else { return false }
            let other = manifestKey(of: stored)
            return other == key && !other.utf8.elementsEqual(key.utf8)
        }
    }

    /// The key PostHog keeps a flag under that somebody names by either key: one that PostHog could not hold can only be the
    /// manifest's.
    public static func stored(named key: String) -> String {
        key.utf8.allSatisfy(isAllowed) ? key : (try? stored(for: key)) ?? key
    }

    /// The key of the manifest for a flag PostHog keeps under this key.
    public static func manifestKey(of stored: String) -> String {
        guard mayHoldEscape(stored) else { return stored }
        var rest = Array(stored.utf8)[...]
        var scalars = String.UnicodeScalarView()
        while let byte = rest.popFirst() {
            if byte == underscore, let escape = escape(afterUnderscore: rest) {
                scalars.append(escape.scalar)
                rest = escape.rest
            } else {
                scalars.append(Unicode.Scalar(byte))
            }
        }
        return String(scalars)
    }

    private static func escaped(_ key: String) -> String {
        if key.utf8.allSatisfy(isAllowed), !mayHoldEscape(key) { return key }
        // From the end, because whether an underscore would begin an escape depends on the text that follows it.
        var text: [UInt8] = []
        for scalar in key.unicodeScalars.reversed() {
            if !isAllowed(scalar) || (scalar == "_" && escape(afterUnderscore: text[...]) != nil) {
                text = Array("_u\(hexadecimal(scalar))_".utf8) + text
            } else {
                text = Array(String(scalar).utf8) + text
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The rest of an escape, and what follows it, when an underscore before this text would begin one.
    ///
    /// The escape of an underscore is one only where the bare underscore would begin an escape; what is asked for next
    /// is always seven bytes further on.
    private static func escape(
        afterUnderscore text: ArraySlice<UInt8>
    ) -> (scalar: Unicode.Scalar, rest: ArraySlice<UInt8>)? {
        guard text.first == UInt8(ascii: "u") else { return nil }
        let digits = text.dropFirst().prefix(6).prefix(while: isUpperCaseHexadecimal)
        let end = digits.endIndex
        guard digits.count >= 4, digits.count == 4 || digits.first != UInt8(ascii: "0"), end < text.endIndex,
            text[end] == underscore, let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(number), !isControl(scalar)
        else { return nil }
        let rest = text[(end + 1)...]
        if scalar == "_" { return escape(afterUnderscore: rest) == nil ? nil : (scalar, rest) }
        return isAllowed(scalar) ? nil : (scalar, rest)
    }

    private static let underscore = UInt8(ascii: "_")

    private static func mayHoldEscape(_ key: String) -> Bool {
        zip(key.utf8, key.utf8.dropFirst()).contains { $0 == underscore && $1 == UInt8(ascii: "u") }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    private static func isUpperCaseHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && isAllowed(UInt8(truncatingIfNeeded: scalar.value))
    }

    /// Letters, digits, `_` and `-` (PostHog API facts §7.5).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, underscore, UInt8(ascii: "-"): true
        default: false
        }
    }
}
