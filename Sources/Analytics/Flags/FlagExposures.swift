/// The flags a user got within a window.
public struct FlagExposures: Sendable, Equatable {
    /// Most recently seen first, then by key.
    public let flags: [FlagExposure]
    /// Whether every event of the window was looked at; if not, the newest were, and counts are lower bounds.
    public let isComplete: Bool

    public init(flags: [FlagExposure], isComplete: Bool) {
        self.flags = flags
        self.isComplete = isComplete
    }
}
