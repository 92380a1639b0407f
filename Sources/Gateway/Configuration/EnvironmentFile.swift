/// The variables of a `.env` file: one `NAME=value` per line.
///
/// Blank lines and those that begin with `#` say nothing, `export` before a name is taken off, and so is one pair of
/// quotation marks around a value. Of equal names the last counts. `nginx/serve` reads the same files by the same rules.
struct EnvironmentFile: Sendable, Equatable {
    private(set) var variables: [String: String] = [:]

    /// - Parameter name: of the file, for errors.
    /// - Throws: ``SettingError`` with the number of the first line that is none of these.
    init(_ text: String, name: String) throws(SettingError) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            var rest = line[...].trimmingBlanks()
            if rest.isEmpty || rest.hasPrefix("#") { continue }
            if rest.hasPrefix("export"), rest.dropFirst(6).first?.isWhitespace == true {
                rest = rest.dropFirst(6).trimmingBlanks()
            }
            guard let end = rest.firstIndex(of: "="), Self.isName(rest[..<end].trimmingBlanks()) else {
                throw SettingError(
                    "\(name), line \(index + 1),", "sets nothing", allowed: "NAME=value, or # and a comment")
            }
            variables[String(rest[..<end].trimmingBlanks())] = Self.unquoted(
                rest[rest.index(after: end)...].trimmingBlanks())
        }
    }

    private static func isName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    private static func unquoted(_ value: Substring) -> String {
        for mark in ["\"", "'"] where value.utf8.count >= 2 && value.hasPrefix(mark) && value.hasSuffix(mark) {
            return String(value.dropFirst().dropLast())
        }
        return String(value)
    }
}
