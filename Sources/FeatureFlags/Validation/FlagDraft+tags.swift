extension FlagDraft {
    /// The tags as PostHog keeps them: without capitals and blanks around them, each once.
    public var tagsAsKept: [String] {
        var kept: [String] = []
        for tag in tags.map({ $0.trimmed.lowercased() }) where !kept.contains(tag) { kept.append(tag) }
        return kept
    }

    /// Whether two drafts say the same. What PostHog makes of tags, and their order, which is its own, do not count: else
    /// the same request made twice would be a change.
    public func isEquivalent(to other: FlagDraft) -> Bool {
        var (left, right) = (self, other)
        left.tags = tagsAsKept.sorted()
        right.tags = other.tagsAsKept.sorted()
        return left == right
    }
}
