/// Lines `NAME=value`; blank lines and lines that begin with `#` say nothing.
enum EnvironmentFile {
    /// A value may stand in quotation marks, a name after `export`; the last of equal names counts.
    static func variables(_ content: [UInt8]) -> [String: String] {
        var variables: [String: String] = [:]
        for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
            var line = line.trimming(\.isWhitespace)
            if line.hasPrefix("export ") { line = line.dropFirst("export ".count).trimming(\.isWhitespace) }
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            let name = line[..<equals].trimming(\.isWhitespace)
            variables[String(name)] = value(line[line.index(after: equals)...].trimming(\.isWhitespace))
        }
        return variables
    }

    private static func value(_ text: Substring) -> String {
        if let quote = text.first, quote == "\"" || quote == "'" {
            let inner = text.dropFirst()
            if let end = inner.firstIndex(of: quote) { return String(inner[..<end]) }
        }
        let comment = text.firstRange(of: " #")?.lowerBound ?? text.endIndex
        return String(text[..<comment].trimmingEnd(\.isWhitespace))
    }
}
