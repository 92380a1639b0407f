public import JSON
public import OrderedCollections

/// The rules of a flag: condition sets, variants, payloads (PostHog API facts §7.4).
public struct FlagFilters: Sendable, Equatable {
    /// Condition sets in order; the first that matches decides.
    public var groups: [FlagCondition]
    /// Nil for a boolean flag.
    public var multivariate: FlagMultivariate?
    /// JSON text by variant key, or by `true` for a boolean flag.
    public var payloads: OrderedDictionary<String, String>
    /// The group type the whole flag is bucketed by; nil for persons.
    public var aggregationGroupTypeIndex: Int?
    public var holdout: FlagHoldout?
    /// Whether a condition set whose properties match but whose rollout does not ends the evaluation.
    public var earlyExit: Bool
    /// Whether persons may opt in or out themselves through `$feature_enrollment/{key}`.
    public var featureEnrollment: Bool
    /// The older form of enrolment: conditions looked at before all others; PostHog strips them on save.
    public var superGroups: [FlagCondition]
    public var unknownMembers: JSONObject

    public init(
        groups: [FlagCondition] = [], multivariate: FlagMultivariate? = nil,
        payloads: OrderedDictionary<String, String> = [:], aggregationGroupTypeIndex: Int? = nil,
        holdout: FlagHoldout? = nil, earlyExit: Bool = false, featureEnrollment: Bool = false,
        superGroups: [FlagCondition] = [], unknownMembers: JSONObject = [:]
    ) {
        self.groups = groups
        self.multivariate = multivariate
        self.payloads = payloads
        self.aggregationGroupTypeIndex = aggregationGroupTypeIndex
        self.holdout = holdout
        self.earlyExit = earlyExit
        self.featureEnrollment = featureEnrollment
        self.superGroups = superGroups
        self.unknownMembers = unknownMembers
    }

    /// The variants; empty for a boolean flag.
    public var variants: [FlagVariant] { multivariate?.variants ?? [] }
}
