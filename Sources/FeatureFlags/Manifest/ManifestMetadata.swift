/// Who and what a flag is for; PostHog keeps each entry as a tag, for example `owner:checkout` (DESIGN §4.6).
public struct ManifestMetadata: Sendable, Hashable {
    /// The entries there are.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case owner
        case domain
        case lifetime
        case type
        case created

        /// What the tag begins with.
        var tagPrefix: String { "\(rawValue):" }
    }

    private var values: [Name: String]

    /// Blanks around a value do not count, because PostHog takes them off tags; an empty value is none.
    public init(_ values: [Name: String] = [:]) {
        self.values = values.mapValues(\.trimmed).filter { !$0.value.isEmpty }
    }

    public var isEmpty: Bool { values.isEmpty }

    public subscript(name: Name) -> String? { values[name] }

    /// Reads the tags of a flag; of several tags of one name the first counts.
    init(tags: [String]) {
        var values: [Name: String] = [:]
        for name in Name.allCases {
            let tag = tags.first { $0.hasPrefix(name.tagPrefix) }
            values[name] = tag.map { String($0.dropFirst(name.tagPrefix.count)) }
        }
        self.init(values)
    }

    /// The entries as PostHog keeps tags, without capitals.
    var asTagsAre: ManifestMetadata { ManifestMetadata(values.mapValues { $0.lowercased() }) }

    /// The entries as tags, in a fixed order.
    var tags: [String] {
        Name.allCases.compactMap { name in values[name].map { name.tagPrefix + $0 } }
    }
}

extension String {
    /// The text without blanks and line ends around it.
    var trimmed: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
