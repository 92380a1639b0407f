public import FeatureFlags

/// What differs between a manifest file and a gateway, and what a push does about it; sorted by key.
public struct PushPlan: Sendable, Equatable {
    public struct Change: Sendable, Equatable {
        public let flag: ManifestFlag
        public let changes: [FieldChange]
    }

    /// In the file only.
    public let created: [ManifestFlag]
    public let changed: [Change]
    /// In the gateway only.
    public let extra: [ManifestFlag]
    public let unchanged: Int

    /// Flags are compared as the OpenFeature CLI compares them: type, default and description (flag systems §4c).
    public init(file: [ManifestFlag], gateway: [ManifestFlag]) {
        // Keys are compared byte by byte, as Swift takes different spellings of an accent for the same text.
        let stored = Dictionary(gateway.map { (Array($0.key.utf8), $0) }) { first, _ in first }
        let wanted = Set(file.map { Array($0.key.utf8) })
        var created: [ManifestFlag] = []
        var changed: [Change] = []
        var unchanged = 0
        for flag in Self.sorted(file) {
            guard let current = stored[Array(flag.key.utf8)] else {
                created.append(flag)
                continue
            }
            let changes = flag.changes(from: current)
            if changes.isEmpty { unchanged += 1 } else { changed.append(Change(flag: flag, changes: changes)) }
        }
        self.created = created
        self.changed = changed
        self.unchanged = unchanged
        extra = Self.sorted(gateway.filter { !wanted.contains(Array($0.key.utf8)) })
    }

    public var isEmpty: Bool { created.isEmpty && changed.isEmpty && extra.isEmpty }

    private static func sorted(_ flags: [ManifestFlag]) -> [ManifestFlag] {
        flags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}
