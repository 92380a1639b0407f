/// How a property filter compares; texts unknown to this version are kept as they are (PostHog API facts §7.4).
public struct PropertyOperator: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static let exact = PropertyOperator(rawValue: "exact")
    public static let isNot = PropertyOperator(rawValue: "is_not")
    public static let containsIgnoringCase = PropertyOperator(rawValue: "icontains")
    public static let notContainsIgnoringCase = PropertyOperator(rawValue: "not_icontains")
    public static let containsAny = PropertyOperator(rawValue: "icontains_multi")
    public static let containsNone = PropertyOperator(rawValue: "not_icontains_multi")
    public static let regex = PropertyOperator(rawValue: "regex")
    public static let notRegex = PropertyOperator(rawValue: "not_regex")
    public static let startsWith = PropertyOperator(rawValue: "starts_with")
    public static let notStartsWith = PropertyOperator(rawValue: "not_starts_with")
    public static let endsWith = PropertyOperator(rawValue: "ends_with")
    public static let notEndsWith = PropertyOperator(rawValue: "not_ends_with")
    public static let greaterThan = PropertyOperator(rawValue: "gt")
    public static let greaterThanOrEqual = PropertyOperator(rawValue: "gte")
    public static let lessThan = PropertyOperator(rawValue: "lt")
    public static let lessThanOrEqual = PropertyOperator(rawValue: "lte")
    /// Another name of ``greaterThanOrEqual``.
    public static let minimum = PropertyOperator(rawValue: "min")
    /// Another name of ``lessThanOrEqual``.
    public static let maximum = PropertyOperator(rawValue: "max")
    public static let between = PropertyOperator(rawValue: "between")
    public static let notBetween = PropertyOperator(rawValue: "not_between")
    public static let semverEqual = PropertyOperator(rawValue: "semver_eq")
    public static let semverNotEqual = PropertyOperator(rawValue: "semver_neq")
    public static let semverGreater = PropertyOperator(rawValue: "semver_gt")
    public static let semverGreaterOrEqual = PropertyOperator(rawValue: "semver_gte")
    public static let semverLess = PropertyOperator(rawValue: "semver_lt")
    public static let semverLessOrEqual = PropertyOperator(rawValue: "semver_lte")
    public static let semverTilde = PropertyOperator(rawValue: "semver_tilde")
    public static let semverCaret = PropertyOperator(rawValue: "semver_caret")
    public static let semverWildcard = PropertyOperator(rawValue: "semver_wildcard")
    public static let isSet = PropertyOperator(rawValue: "is_set")
    public static let isNotSet = PropertyOperator(rawValue: "is_not_set")
    public static let isDateExact = PropertyOperator(rawValue: "is_date_exact")
    public static let isDateBefore = PropertyOperator(rawValue: "is_date_before")
    public static let isDateAfter = PropertyOperator(rawValue: "is_date_after")
    /// Membership in a cohort.
    public static let isIn = PropertyOperator(rawValue: "in")
    public static let isNotIn = PropertyOperator(rawValue: "not_in")
    /// The outcome of another flag.
    public static let flagEvaluatesTo = PropertyOperator(rawValue: "flag_evaluates_to")

    public static let allKnown: [PropertyOperator] = [
        .exact, .isNot, .containsIgnoringCase, .notContainsIgnoringCase, .containsAny, .containsNone, .regex, .notRegex,
        .startsWith, .notStartsWith, .endsWith, .notEndsWith, .greaterThan, .greaterThanOrEqual, .lessThan,
        .lessThanOrEqual, .minimum, .maximum, .between, .notBetween, .semverEqual, .semverNotEqual, .semverGreater,
        .semverGreaterOrEqual, .semverLess, .semverLessOrEqual, .semverTilde, .semverCaret, .semverWildcard, .isSet,
        .isNotSet, .isDateExact, .isDateBefore, .isDateAfter, .isIn, .isNotIn, .flagEvaluatesTo,
    ]
}
