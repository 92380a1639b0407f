import JSON

/// A flag's display name and description in the one text PostHog has for both.
///
/// PostHog's `name` is the description (PostHog API facts §7.2) and has no place for a display name; tags would lose its
/// capitals and its length. The display name therefore stands on a last line of its own, as JSON text so that any name
/// fits on it: `OpenFeature name: "Search rollout"`. A description that ends with such a line by chance is followed by
/// one that says `null`, so both parts always come back as they were.
struct ManifestCaption: Equatable {
    var name: String?
    var description: String

    private static let label = "OpenFeature name: "

    init(name: String?, description: String) {
        self.name = name
        self.description = description
    }

    /// Reads PostHog's text.
    init(text: String) {
        guard let (description, name) = Self.split(text) else {
            self.init(name: nil, description: text)
            return
        }
        self.init(name: name, description: description)
    }

    /// The text for PostHog.
    var text: String {
        if name == nil, Self.split(description) == nil { return description }
        let line = Self.label + (name.map { JSON.string($0).text } ?? "null")
        return description.isEmpty ? line : "\(description)\n\n\(line)"
    }

    private static func split(_ text: String) -> (description: String, name: String?)? {
        // On scalars, because a carriage return and a line feed are one character of a Swift string.
        let scalars = text.unicodeScalars
        let start = scalars.lastIndex(of: "\n").map(scalars.index(after:)) ?? scalars.startIndex
        let line = String(scalars[start...])
        guard line.hasPrefix(label), let value = try? JSON(parsing: String(line.unicodeScalars.dropFirst(label.count))),
            value.isNull || value.stringValue != nil
        else { return nil }
        var description = scalars[..<start]
        guard !description.isEmpty else { return ("", value.stringValue) }
        for _ in 0..<2 {
            guard description.popLast() == "\n" else { return nil }
        }
        return (String(description), value.stringValue)
    }
}
