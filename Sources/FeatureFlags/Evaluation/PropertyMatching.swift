/// How `exact` and `is_not` treat booleans (PostHog API facts §8, `property_matching_version`).
public enum PropertyMatching: Int, Sendable, Hashable {
    /// A filter for true or false compares truth, so everything that is not true equals false.
    case legacy = 1
    /// Booleans are compared like any other value.
    case explicit = 2
}
