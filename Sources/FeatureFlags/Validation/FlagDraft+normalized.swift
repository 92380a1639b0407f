import JSON

extension FlagDraft {
    /// The draft as it is stored: remote configuration without condition sets goes to everybody, and what PostHog strips
    /// on save is gone (PostHog API facts §7.4, §7.5).
    public func normalized() -> FlagDraft {
        var draft = self
        if draft.isRemoteConfiguration, draft.filters.groups.isEmpty {
            draft.filters.groups = [FlagCondition(rolloutPercentage: 100)]
        }
        draft.filters.superGroups = []
        draft.filters.unknownMembers.removeValue(forKey: "holdout_groups")
        if draft.filters.multivariate?.variants.isEmpty == true { draft.filters.multivariate = nil }
        for group in draft.filters.groups.indices {
            for property in draft.filters.groups[group].properties.indices {
                // Chains are worked out anew for every answer.
                draft.filters.groups[group].properties[property].unknownMembers.removeValue(forKey: "dependency_chain")
            }
        }
        return draft
    }
}
