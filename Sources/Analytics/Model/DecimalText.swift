/// Reads a text as a decimal number, as JSON writes them and with a sign of either kind before it.
///
/// Spaces, digit groups, other scripts' digits and hexadecimal are none: what one library takes for a number another does
/// not, and every engine must read the same.
public enum DecimalText {
    /// The texts that are numbers, for engines that read them themselves.
    public static let pattern = "^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$"

    public static func number(_ text: String) -> Double? {
        var rest = text.utf8[...]
        skipSign(&rest)
        guard skipDigits(&rest) else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard skipDigits(&rest) else { return nil }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            skipSign(&rest)
            guard skipDigits(&rest) else { return nil }
        }
        return rest.isEmpty ? Double(text) : nil
    }

    private static func skipSign(_ rest: inout Substring.UTF8View) {
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    }

    private static func skipDigits(_ rest: inout Substring.UTF8View) -> Bool {
        let behind = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        defer { rest = behind }
        return behind.count < rest.count
    }
}
