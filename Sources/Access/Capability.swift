/// One thing a caller may do (DESIGN §3 and §4.11).
public enum Capability: String, Sendable, Hashable, CaseIterable {
    /// Read flags, definitions and metrics.
    case read
    /// Create and change flags.
    case write
    /// Delete flags, and read the audit log.
    case delete
    /// Look up persons other than oneself.
    case lookup
}
