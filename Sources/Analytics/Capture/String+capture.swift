extension String {
    /// The text with every NUL replaced by U+FFFD, because C strings end at a NUL.
    func replacingNulls() -> String {
        guard utf8.contains(0) else { return self }
        let scalars = unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Whether the text has more Unicode scalars than this; no text has more scalars than bytes.
    func exceeds(scalars maximum: Int) -> Bool {
        utf8.count > maximum && unicodeScalars.count > maximum
    }

    /// The first Unicode scalars of the text, at most this many.
    func prefix(scalars maximum: Int) -> String {
        exceeds(scalars: maximum) ? String(unicodeScalars.prefix(maximum)) : self
    }

    /// The beginning of the text between quotation marks, for a message.
    var quoted: String {
        exceeds(scalars: 64) ? "\"\(prefix(scalars: 64))…\"" : "\"\(self)\""
    }
}
