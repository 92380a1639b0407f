/// Where events and flags are kept.
public enum EngineChoice: String, Sendable, CaseIterable {
    /// SQLite in the data directory.
    case embedded
    /// A PostHog project.
    case posthog
}
