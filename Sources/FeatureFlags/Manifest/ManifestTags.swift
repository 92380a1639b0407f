import Analytics

/// What the manifest keeps in the tags of a PostHog flag (DESIGN §4.3 and §4.6); all other tags stay untouched.
struct ManifestTags {
    private(set) var tags: [String]

    private static let defaultPrefix = "openfeature-default:"
    private static let expiryPrefix = "expiry:"
    /// PostHog refuses longer tags.
    private static let maximumLength = 255

    init(_ tags: [String]) {
        self.tags = tags
    }

    /// What the tag for the default names where the payload of a flag without variants is the default as it stands.
    static let payloadName = "payload"

    /// What `openfeature-default:` names: `true` or `false` for a boolean without variants, ``payloadName``, else the
    /// variant whose value is the default.
    var defaultName: String? {
        tags.first { $0.hasPrefix(Self.defaultPrefix) }.map { String($0.dropFirst(Self.defaultPrefix.count)) }
    }

    /// Whether a tag can hold this name.
    static func canHold(defaultName: String) -> Bool {
        (defaultPrefix + defaultName).unicodeScalars.count <= maximumLength
    }

    mutating func setDefaultName(_ name: String?) {
        replace(prefixes: [Self.defaultPrefix], with: [name].compactMap(\.self).map { Self.defaultPrefix + $0 })
    }

    var metadata: ManifestMetadata { ManifestMetadata(tags: tags) }

    mutating func setMetadata(_ metadata: ManifestMetadata) {
        guard metadata != self.metadata else { return }
        replace(prefixes: ManifestMetadata.Name.allCases.map(\.tagPrefix), with: metadata.tags)
    }

    /// Nil when there is none, or none that is a time.
    var expiry: Timestamp? {
        tags.lazy.filter { $0.hasPrefix(Self.expiryPrefix) }
            .compactMap { PropertyDate.absolute(String($0.dropFirst(Self.expiryPrefix.count)), in: .utc) }.first
    }

    mutating func setExpiry(_ expiry: Timestamp?) {
        guard expiry != self.expiry else { return }
        let wanted = [expiry].compactMap(\.self).map { Self.expiryPrefix + $0.description }
        replace(prefixes: [Self.expiryPrefix], with: wanted)
    }

    /// Leaves tags that are right already where they are.
    private mutating func replace(prefixes: [String], with wanted: [String]) {
        let isOurs = { (tag: String) in prefixes.contains { tag.hasPrefix($0) } }
        guard tags.filter(isOurs) != wanted else { return }
        tags = tags.filter { !isOurs($0) } + wanted
    }
}
