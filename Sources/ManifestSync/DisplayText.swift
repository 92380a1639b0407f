import JSON

/// Text from files and servers as it may be printed on a terminal: control characters and marks that turn the direction
/// of writing are escaped, and long text is cut.
enum DisplayText {
    static func of(_ text: String, maximumLength: Int = 400) -> String {
        var shown = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < maximumLength else { return shown + "…" }
            switch scalar.value {
            case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    static func of(_ value: JSON?) -> String {
        of(value?.text ?? "nothing", maximumLength: 200)
    }
}
