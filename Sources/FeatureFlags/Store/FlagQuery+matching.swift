extension FlagQuery {
    /// Whether a flag belongs to the list; the page does not count.
    public func matches(_ flag: FeatureFlag) -> Bool {
        guard archived.allows(flag.archived), deleted.allows(flag.deleted), active ?? flag.active == flag.active else {
            return false
        }
        guard tags.allSatisfy(flag.tags.contains) else { return false }
        return finds(flag.key) || finds(ManifestKey.manifestKey(of: flag.key)) || finds(flag.name)
    }

    /// Whether a flag that cannot be read may belong to the list: all that is known of it is its key, and whether it is
    /// archived.
    public func matches(_ flag: MalformedFlag) -> Bool {
        archived.allows(flag.isArchived) && (finds(flag.key) || finds(ManifestKey.manifestKey(of: flag.key)))
    }

    private func finds(_ text: String) -> Bool {
        guard let search, !search.isEmpty else { return true }
        let wanted = Array(search.lowercased().utf8)
        let letters = Array(text.lowercased().utf8)
        guard wanted.count <= letters.count else { return false }
        return (0...letters.count - wanted.count).contains { start in
            wanted.indices.allSatisfy { Self.letter(letters[start + $0], matches: wanted[$0]) }
        }
    }

    private static func letter(_ letter: UInt8, matches wanted: UInt8) -> Bool {
        guard wanted == UInt8(ascii: " ") else { return letter == wanted }
        return letter == UInt8(ascii: " ") || letter == UInt8(ascii: "-") || letter == UInt8(ascii: "_")
    }
}

extension FlagQuery.Inclusion {
    func allows(_ state: Bool) -> Bool {
        switch self {
        case .excluded: !state
        case .included: true
        case .only: state
        }
    }
}
