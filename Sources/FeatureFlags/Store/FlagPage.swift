/// One page of a list of flags.
public struct FlagPage: Sendable {
    public let flags: [FeatureFlag]
    /// Stored flags that cannot be read; each breaks only itself.
    public let malformed: [MalformedFlag]
    /// All matches, not only this page's.
    public let total: Int

    public init(flags: [FeatureFlag], malformed: [MalformedFlag] = [], total: Int) {
        self.flags = flags
        self.malformed = malformed
        self.total = total
    }
}
