public import JSON

/// One condition set: all its properties must match, then the rollout decides.
public struct FlagCondition: Sendable, Equatable {
    /// What must hold; empty matches everybody.
    public var properties: [FlagProperty]
    /// Percent, 0 to 100, fractions allowed; nil means 100.
    public var rolloutPercentage: Double?
    /// The variant everybody matched by this set gets.
    public var variant: String?
    /// Whom this set is bucketed by.
    public var aggregation: ConditionAggregation
    public var description: String?
    /// `sort_key`, `exposure_frozen` and whatever else PostHog keeps here.
    public var unknownMembers: JSONObject

    public init(
        properties: [FlagProperty] = [], rolloutPercentage: Double? = nil, variant: String? = nil,
        aggregation: ConditionAggregation = .inherited, description: String? = nil, unknownMembers: JSONObject = [:]
    ) {
        self.properties = properties
        self.rolloutPercentage = rolloutPercentage
        self.variant = variant
        self.aggregation = aggregation
        self.description = description
        self.unknownMembers = unknownMembers
    }
}
