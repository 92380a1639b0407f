/// Where a flag may be evaluated.
public enum EvaluationRuntime: String, Sendable, Hashable, CaseIterable {
    case server
    case client
    case all

    /// Whether a flag with this setting is evaluated for a request of the given kind; nil means an unknown kind, which
    /// gets only flags for ``all`` (PostHog API facts §9.1).
    public func allows(_ requested: EvaluationRuntime?) -> Bool {
        self == .all || requested == .all || self == requested
    }
}
