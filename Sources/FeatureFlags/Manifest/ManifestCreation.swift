/// What a request to create a flag comes to (DESIGN §4.4).
public enum ManifestCreation: Sendable, Equatable {
    /// There is no such flag yet.
    case create(FlagDraft)
    /// The same request was made before: the flag is there and says the same, so the answer is the first one's. The
    /// OpenFeature CLI repeats a request whose answer it did not get (flag systems §4c, trap 4).
    case repeated(FeatureFlag)

    /// - Parameter existing: the flag that has the key now, archived ones included.
    /// - Throws: ``ManifestError/archived(key:_:)`` and ``ManifestError/keyTaken(_:)`` when the key is taken,
    ///   ``ManifestError/invalid(_:)`` for a key PostHog cannot hold.
    public init(
        of flag: ManifestFlag, existing: FeatureFlag?, settings: ManifestSettings
    ) throws(ManifestError) {
        let draft = try flag.draft(settings: settings)
        guard let existing, !existing.deleted else {
            self = .create(draft)
            return
        }
        guard !existing.archived else { throw .archived(key: flag.key, .create) }
        // Compared as both are read, so that weights left out equal those they came to.
        var wanted = ManifestFlag(draft.applied(to: existing), settings: settings)
        let stored = ManifestFlag(existing, settings: settings)
        if let name = wanted.name, stored.shows(name: name, in: .reference) { wanted.name = nil }
        guard wanted.isEquivalent(to: stored) else { throw .keyTaken(flag.key) }
        self = .repeated(existing)
    }
}

extension FeatureFlag {
    /// Checks that the flag can be taken out of the manifest (DESIGN §4.5).
    /// - Throws: ``ManifestError/archived(key:_:)`` when it is out already.
    public func checkRemovable() throws(ManifestError) {
        if archived { throw .archived(key: ManifestKey.manifestKey(of: key), .delete) }
    }
}
