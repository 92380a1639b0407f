import JSON

extension ManifestFlag {
    /// The PostHog flag a new manifest flag becomes: on, for `DEFAULT_ROLLOUT_PERCENTAGE` of the users (DESIGN §4.3).
    /// - Throws: ``ManifestError/invalid(_:)`` for a key PostHog cannot hold.
    public func draft(settings: ManifestSettings) throws(ManifestError) -> FlagDraft {
        let storage = ManifestStorage(self, existing: nil, settings: settings)
        var tags = ManifestTags([])
        tags.setDefaultName(storage.defaultName)
        tags.setMetadata(metadata)
        tags.setExpiry(expiry)
        return FlagDraft(
            key: try storedKey,
            name: ManifestCaption(name: name, description: description).text,
            filters: FlagFilters(
                groups: [FlagCondition(rolloutPercentage: settings.defaultRolloutPercentage)],
                multivariate: storage.multivariate, payloads: storage.payloads),
            active: state == .enabled, tags: tags.tags)
    }

    /// The key PostHog keeps the flag under.
    public var storedKey: String {
        get throws(ManifestError) {
            do throws(ManifestProblem) {
                return try ManifestKey.stored(for: key)
            } catch {
                throw .invalid([error])
            }
        }
    }
}
