/// What a poll of the flag definitions gave.
public enum FlagDefinitionsAnswer: Sendable {
    /// The flags are still those of the given tag.
    case notModified(etag: String?)
    case definitions(FlagDefinitions)
}
